package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written of a view tells versions of it apart by what they say, whatever they are translated to. */
class WrittenFingerprintTest {
    private static final String FEED = "view:to_totals.summed";

    private final Map<String, String> texts = new TreeMap<>();

    @BeforeEach
    void project() {
        texts.put("datasources/events.datasource", """
                SCHEMA >
                    `user` String `json:$.user`,
                    `n` Int32 `json:$.n`,
                    `other` Int32 `json:$.other`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("datasources/limits.datasource", """
                SCHEMA >
                    `user` String `json:$.user`,
                    `most` Int32 `json:$.most`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        texts.put("datasources/cleaned.datasource", table("`user` String,\n    `n` Int32"));
        texts.put(
                "datasources/totals.datasource",
                table("`user` String,\n    `total` Int64,\n    `note` String DEFAULT 'none'"));
        texts.put("pipes/shared.pipe", "NODE part\nSQL >\n    SELECT user AS u, most FROM limits\n");
        texts.put("pipes/clean.pipe", """
                NODE cleaned_rows
                SQL >
                    SELECT user, n FROM events WHERE n > 0
                TYPE materialized
                DATASOURCE cleaned
                """);
        texts.put("pipes/to_totals.pipe", """
                NODE picked
                SQL >
                    %
                    SELECT user, n * 2 AS twice
                    FROM cleaned
                    WHERE n < {{ Int32(bound, 100) }} AND user != 'it''s -- me'
                NODE unused
                SQL >
                    SELECT 1 AS one
                NODE summed
                SQL >
                    SELECT p.user AS user, sum(twice + most) AS total
                    FROM picked AS p LEFT JOIN shared ON p.user = shared.u
                    GROUP BY user
                TYPE materialized
                DATASOURCE totals
                """);
    }

    private static String table(String columns) {
        return "SCHEMA >\n    " + columns + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pipes/to_totals.pipe | FROM cleaned | FROM   cleaned  -- the clean ones, not events or shared",
                "pipes/to_totals.pipe | n * 2 AS | n*2 /* twice, unused */ AS",
                "pipes/to_totals.pipe | SELECT 1 AS one | SELECT 2 AS two",
                "pipes/to_totals.pipe | n * 2 AS | n * {{ Int32(factor, 2) }} AS",
                "pipes/shared.pipe | most FROM limits | most  FROM  limits",
                "datasources/events.datasource | `other` Int32 `json:$.other` | `other` Int64 `json:$.elsewhere`",
                "datasources/events.datasource | json:$.n | json:$.m",
            })
    void whatSaysTheSame(String file, String piece, String other) {
        assertThat(edited(file, piece, other)).isEqualTo(written());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pipes/to_totals.pipe | n * 2 AS | n * 3 AS",
                "pipes/to_totals.pipe | 'it''s -- me' | 'it''s  -- me'",
                "pipes/to_totals.pipe | 'it''s -- me' | 'it''s'",
                "pipes/to_totals.pipe | Int32(bound, 100) | Int32(bound, 101)",
                "pipes/to_totals.pipe | LEFT JOIN | JOIN",
                "pipes/shared.pipe | user AS u | upper(user) AS u",
                "pipes/clean.pipe | n > 0 | n > 1",
                "datasources/events.datasource | `n` Int32 | `n` Int16",
                "datasources/limits.datasource | `most` Int32 | `most` Int16",
                "datasources/totals.datasource | `total` Int64 | `total` Float64",
                "datasources/totals.datasource | 'none' | 'nothing'",
            })
    void whatSaysSomethingElse(String file, String piece, String other) {
        assertThat(edited(file, piece, other)).isNotEqualTo(written());
    }

    @Test
    void whereAllColumnsAreTakenEachOfThemCounts() {
        String column = "`more` String `json:$.more`";
        String events = "datasources/events.datasource";
        String wider = texts.get(events).replace("`n` Int32", column + ",\n    `n` Int32");
        String named = written();
        texts.put(events, wider);
        assertThat(written()).isEqualTo(named);
        texts.put(
                "pipes/clean.pipe",
                texts.get("pipes/clean.pipe")
                        .replace("SELECT user, n FROM events", "SELECT user, n FROM (SELECT * FROM events)"));
        String all = written();
        texts.put(events, wider.replace(column, "`more` Int32 `json:$.more`"));
        assertThat(written()).isNotEqualTo(all);
    }

    @Test
    void namesInTheFreshTopicGoByItToo() {
        String before = plan().freshKeys().get(FEED);
        texts.computeIfPresent(
                "pipes/to_totals.pipe", (f, text) -> text.replace("FROM cleaned", "FROM  cleaned -- so"));
        assertThat(plan().freshKeys().get(FEED)).isEqualTo(before);
        texts.computeIfPresent("pipes/clean.pipe", (f, text) -> text.replace("n > 0", "n > 1"));
        assertThat(plan().freshKeys().get(FEED)).as("what it reads has changed").isNotEqualTo(before);
    }

    private String edited(String file, String piece, String other) {
        Map<String, String> kept = new TreeMap<>(texts);
        assertThat(texts.get(file)).contains(piece);
        texts.computeIfPresent(file, (f, text) -> text.replace(piece, other));
        String written = written();
        texts.putAll(kept);
        return written;
    }

    private String written() {
        Plan plan = plan();
        return Fingerprint.of(plan.table("totals").orElseThrow(), plan)
                .written()
                .get(FEED);
    }

    private Plan plan() {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFiles.of(texts));
        return compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
    }
}
