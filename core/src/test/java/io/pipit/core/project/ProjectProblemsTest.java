package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Problem.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a project is said at once, each with its place and what to do. */
class ProjectProblemsTest {
    private static final String EVENTS =
            "SCHEMA >\n    `id` String `json:$.id`,\n    `at` DateTime `json:$.at`\n\nENGINE MergeTree\nENGINE_SORTING_KEY at\n";

    private final Map<String, String> texts = new TreeMap<>(Map.of("datasources/events.datasource", EVENTS));

    private List<String> problems() {
        return new ProjectCompiler()
                .compile(ProjectFiles.of(texts)).problems().stream()
                        .map(Problem::toString)
                        .toList();
    }

    @Test
    void saysEverythingAtOnce() {
        texts.put(
                "datasources/a.datasource",
                "SCHEMA >\n    id Strin,\n    id2 String,\n    id2 String\nENGINE MergTree\n");
        texts.put("pipes/b.pipe", "NODE n\nSQL >\n    SELECT nope FROM events\nTYPE endpiont\n");
        texts.put("pipes/c.pipe", "NODE n\nSQL >\n    SELECT nope FROM events\nTYPE endpoint\n");
        texts.put("pipes/d.pipe", "NODE n\nSQL >\n    SELECT id FROM event\nTYPE endpoint\n");
        texts.put("other/events.datasource", EVENTS);
        assertThat(problems())
                .anySatisfy(p -> assertThat(p)
                        .startsWith("datasources/a.datasource:2: error: ")
                        .contains("'Strin'", "String"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("datasources/a.datasource:4: error: ")
                        .contains("'id2' is there twice"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("pipes/b.pipe:4: error: ").contains("Did you mean 'endpoint'?"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("pipes/c.pipe:3: error: ").contains("'nope'"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("pipes/d.pipe:3: error: ").contains("Did you mean 'events'?"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("other/events.datasource:1: error: ")
                        .contains("already taken"));
    }

    @Test
    void namesWhatIsThereTwice() {
        texts.put("pipes/p.pipe", "NODE n\nSQL >\n    SELECT 1 AS a\nSQL >\n    SELECT 2 AS a\nTYPE endpoint\n");
        texts.put(
                "datasources/d.datasource",
                "SCHEMA >\n    a String\nENGINE MergeTree\nENGINE_SORTING_KEY a\nENGINE_SORTING_KEY tuple()\n");
        assertThat(problems())
                .containsExactly(
                        "datasources/d.datasource:5: warning: ENGINE_SORTING_KEY is there twice, in line 4 and here; this one counts. Remove the other.",
                        "pipes/p.pipe:4: error: SQL is there twice, in line 2 and here; remove one.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAFKA_CONNECTION_NAME k\\nKAFKA_GROUP_ID g | A data source that reads Kafka needs KAFKA_TOPIC",
                "KAFKA_CONNECTION_NAME k\\nKAFKA_TOPIC t\\nKAFKA_AUTO_OFFSET_RESET earlyest | Did you mean 'earliest'?",
                "KAFKA_CONNECTION_NAME k\\nKAFKA_TOPIC t\\nIMPORT_BUCKET_URI s3://b/* | make two data sources",
                "IMPORT_CONNECTION_NAME k\\nIMPORT_STRATEGY replase | Did you mean 'replace'?",
                "IMPORT_CONNECTION_NAME k\\nIMPORT_SCHEDULE @dayly | IMPORT_SCHEDULE '@dayly' is not understood"
            })
    void checksWhereRowsComeFrom(String directives, String expected) {
        texts.put("datasources/k.datasource", "SCHEMA >\n    a String\n\n" + directives.replace("\\n", "\n") + "\n");
        assertThat(problems()).anySatisfy(p -> assertThat(p).contains("error: ", expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TYPE kafka | The connection 'c' needs KAFKA_BOOTSTRAP_SERVERS",
                "TYPE kafca | Did you mean 'kafka'?",
                "KAFKA_KEY k | has no TYPE",
                "TYPE s3\\nS3_REGION r | S3_ARN",
                "TYPE kafka\\nKAFKA_BOOTSTRAP_SERVERS b:1\\nKAFKA_SASL_MECHANISM PLAINN | Did you mean 'plain'?"
            })
    void checksConnections(String text, String expected) {
        texts.put("connections/c.connection", text.replace("\\n", "\n") + "\n");
        assertThat(problems()).anySatisfy(p -> assertThat(p).containsIgnoringCase(expected));
    }

    @Test
    void checksSinks() {
        texts.put(
                "sinks/s.pipe",
                "NODE n\nSQL >\n    SELECT id FROM events\nTYPE sink\nEXPORT_CONNECTION_NAME k\nEXPORT_FORMAT xls\n"
                        + "EXPORT_SCHEDULE @sometimes\nEXPORT_KAFKA_TOPIC t\nEXPORT_BUCKET_URI s3://b\n");
        assertThat(problems())
                .anySatisfy(p -> assertThat(p).contains("s.pipe:6: error: EXPORT_FORMAT 'xls'"))
                .anySatisfy(p -> assertThat(p).contains("s.pipe:7: error: EXPORT_SCHEDULE '@sometimes'"))
                .anySatisfy(p -> assertThat(p).contains("s.pipe:8: error: ", "a topic and a bucket"))
                .anySatisfy(p -> assertThat(p).contains("s.pipe:5: warning: There is no connection 'k'"));
    }

    @Test
    void putsIncludesIn() {
        texts.put("includes/engine.incl", "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"${KEY}\"\nENGINE_TTLL x\n");
        texts.put(
                "datasources/a.datasource",
                "SCHEMA >\n    a DateTime\nINCLUDE \"../includes/engine.incl\" \"KEY=a\"\nINCLUDE \"none.incl\"\n");
        assertThat(problems())
                .hasSize(2)
                .anySatisfy(p -> assertThat(p)
                        .startsWith("includes/engine.incl:3: error: ")
                        .contains("ENGINE_TTL"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("datasources/a.datasource:4: error: There is no include file 'none.incl'"));
    }

    @Test
    void endsCirclesOfIncludes() {
        texts.put("a.incl", "INCLUDE \"b.incl\"\n");
        texts.put("b.incl", "INCLUDE \"a.incl\"\n");
        texts.put("p.pipe", "INCLUDE \"a.incl\"\nNODE n\nSQL >\n    SELECT 1 AS a\n");
        assertThat(problems())
                .singleElement()
                .satisfies(p -> assertThat(p).contains("in a circle: p.pipe → a.incl → b.incl → a.incl"));
    }

    @Test
    void takesOlderEnginesWithAWord() {
        texts.put(
                "datasources/j.datasource",
                "SCHEMA >\n    k String,\n    v String\nENGINE \"Join(ANY, LEFT, k)\"\nENGINE_KEY_COLUMNS \"k\"\n");
        texts.put(
                "datasources/c.datasource",
                "SCHEMA >\n    k String,\n    sign Int8\nENGINE CollapsingMergeTree\nENGINE_SORTING_KEY k\nENGINE_SIGN sign\n");
        assertThat(problems()).hasSize(2).allSatisfy(p -> assertThat(p).contains(": warning: "));
        Plan plan = new ProjectCompiler().compile(ProjectFiles.of(texts)).plan().orElseThrow();
        assertThat(plan.tables().get("j").sortingKey()).hasSize(1);
    }

    @Test
    void makesTablesThatNodesDeclare() {
        texts.put(
                "pipes/m.pipe",
                "NODE n\nSQL >\n    SELECT id, toDate(at) AS day, countState() AS n FROM events GROUP BY id, day\n"
                        + "TYPE materialized\nDATASOURCE made\nENGINE AggregatingMergeTree\nENGINE_SORTING_KEY \"day, id\"\n"
                        + "ENGINE_PARTITION_KEY \"toYYYYMM(day)\"\n");
        texts.put(
                "pipes/e.pipe",
                "NODE n\nSQL >\n    SELECT id, countMerge(n) AS n FROM made GROUP BY id\nTYPE endpoint\n");
        assertThat(problems()).isEmpty();
        texts.computeIfPresent("pipes/m.pipe", (k, v) -> v.replace("\"day, id\"", "\"dai, id\""));
        assertThat(problems())
                .singleElement()
                .satisfies(
                        p -> assertThat(p).startsWith("pipes/m.pipe:7: error: ").contains("'dai'"));
    }

    @Test
    void judgesABranchThatOnlySomeRequestsTake() {
        texts.put(
                "pipes/p.pipe",
                "NODE n\nSQL >\n    %\n    SELECT id FROM events\n    {% if kind in ['x', 'y'] %}\n    WHERE a = 1\n    {% end %}\nTYPE endpoint\n");
        assertThat(new ProjectCompiler().compile(ProjectFiles.of(texts)).problems())
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.severity()).isEqualTo(Severity.WARNING);
                    assertThat(p.position()).hasToString("pipes/p.pipe:6");
                });
    }

    @Test
    void fillsColumnsThatAViewOrACopyLeavesOut() {
        texts.put(
                "datasources/t.datasource",
                "SCHEMA >\n    `id` String,\n    `n` UInt8 DEFAULT 1 + 1,\n    `note` Nullable(String),\n    `twice` String DEFAULT concat(id, id)\n");
        texts.put("pipes/m.pipe", "NODE n\nSQL >\n    SELECT id FROM events\nTYPE materialized\nDATASOURCE t\n");
        texts.put("pipes/c.pipe", "NODE n\nSQL >\n    SELECT 'x' AS id\nTYPE copy\nTARGET_DATASOURCE t\n");
        assertThat(problems()).isEmpty();
        Plan plan = new ProjectCompiler().compile(ProjectFiles.of(texts)).plan().orElseThrow();
        assertThat(plan.views()).singleElement().satisfies(v -> {
            assertThat(v.targetColumns()).containsExactly("id", "n", "note", "twice");
            assertThat(v.sql().keyed()).isTrue();
            assertThat(v.feed()).isEqualTo("view:m.n");
        });
        assertThat(new PipeQueries(plan).pipe("c", Map.of()).columns())
                .extracting(c -> c.name())
                .containsExactly("id", "n", "note", "twice");
        texts.computeIfPresent("datasources/t.datasource", (k, v) -> v.replace(" DEFAULT 1 + 1", ""));
        assertThat(problems())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p).contains("'n' is missing; add it to the SELECT"));
    }
}
