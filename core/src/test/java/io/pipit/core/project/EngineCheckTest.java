package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.Problem.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the translator takes and the engine refuses is found by the build. */
class EngineCheckTest {
    private static final String EVENTS = """
            SCHEMA >
                `at` DateTime `json:$.at`,
                `id` String `json:$.id`,
                `n` Int32 `json:$.n`,
                `o` Array(String) `json:$.o[:]`

            ENGINE MergeTree
            ENGINE_SORTING_KEY at
            """;

    private final Map<String, String> texts = new TreeMap<>(Map.of("datasources/events.datasource", EVENTS));

    private List<Problem> problems() {
        return ProjectCompiler.askingTheEngine().compile(ProjectFiles.of(texts)).problems();
    }

    private static String pipe(String type, String... nodes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < nodes.length; i++) {
            text.append("NODE n")
                    .append(i)
                    .append("\nSQL >\n")
                    .append(nodes[i].indent(4))
                    .append('\n');
        }
        return text + type;
    }

    @Test
    void namesFileLineNodeAndPart() {
        texts.put(
                "pipes/p.pipe", pipe("TYPE endpoint\n", "SELECT id,\n  n\nFROM events", "SELECT id\nFROM n0\nLIMIT n"));
        assertThat(problems()).singleElement().satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Severity.ERROR);
            assertThat(p.code()).isEqualTo(ErrorCode.UNSUPPORTED_SQL);
            assertThat(p.position().file()).isEqualTo("pipes/p.pipe");
            assertThat(p.position().line()).isEqualTo(11);
            assertThat(p.message()).startsWith("'n' in the node 'n1' is understood, but the engine cannot run it: ");
        });
    }

    @Test
    void looksIntoViewsCopiesAndNodesThatNothingReads() {
        texts.put("datasources/sums.datasource", "SCHEMA >\n    id String,\n    n Int64\n\nENGINE MergeTree\n");
        String refused = "SELECT arrayStringConcat(o, id) AS id, toInt64(n) AS n FROM events";
        texts.put("pipes/view.pipe", pipe("TYPE materialized\nDATASOURCE sums\n", refused));
        texts.put("pipes/copy.pipe", pipe("TYPE copy\nTARGET_DATASOURCE sums\n", refused));
        texts.put("pipes/idle.pipe", pipe("TYPE endpoint\n", refused, "SELECT 1 AS one"));
        assertThat(problems())
                .filteredOn(p -> p.severity() == Severity.ERROR)
                .extracting(p -> p.position().file())
                .containsExactly("pipes/copy.pipe", "pipes/idle.pipe", "pipes/view.pipe");
    }

    @Test
    void onlyWarnsWhereOtherRequestsWork() {
        texts.put(
                "pipes/p.pipe",
                pipe(
                        "TYPE endpoint\n",
                        "%\nSELECT id FROM events {% if defined(by_n) %} LIMIT n {% else %} LIMIT 3 {% end %}"));
        assertThat(problems()).singleElement().satisfies(p -> {
            assertThat(p.severity()).isEqualTo(Severity.WARNING);
            assertThat(p.message()).endsWith("(Seen for some parameters; for others the node is right.)");
        });
    }

    @Test
    void findsConstantsThatAreNoPatterns() {
        texts.put("pipes/p.pipe", pipe("TYPE endpoint\n", "SELECT match(id, '(') AS m FROM events"));
        assertThat(problems())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .startsWith(
                        "The node 'n0' cannot be run. The query failed: The pattern '(' is not a regular expression");
    }

    @Test
    void columnsMayBeNamedAsTheTranslationNamesItsParameters() {
        texts.put("pipes/p.pipe", pipe("TYPE endpoint\n", "SELECT arraySort((x, y) -> y, o, o) AS sorted FROM events"));
        assertThat(problems()).isEmpty();
    }
}
