package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PartitionKey.Transform;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data sources: which land, their engines, keys and partitions. */
class DataSourceCompilerTest extends CompiledTexts {
    @Test
    void landsWhatNothingWritesOrWhatHasPathsOrATopic() {
        texts.put("datasources/alone.datasource", "SCHEMA >\n    a String\n");
        texts.put("datasources/both.datasource", EVENTS);
        texts.put("connections/main.connection", "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS one:9092\n");
        texts.put(
                "datasources/read.datasource",
                "SCHEMA >\n    id String\nKAFKA_CONNECTION_NAME main\nKAFKA_TOPIC ids\n");
        texts.put(
                "pipes/m.pipe",
                "NODE n\nSQL >\n    SELECT id, id AS __value, id AS __topic, toInt16(0) AS __partition, toInt64(0) AS __offset,"
                        + " now() AS __timestamp, id AS __key FROM events\nTYPE materialized\nDATASOURCE read\n");
        texts.put(
                "pipes/c.pipe",
                "NODE n\nSQL >\n    SELECT id, at, n FROM events\nTYPE COPY\nTARGET_DATASOURCE both\nCOPY_MODE Replace\n");
        assertThat(plan().landing()).containsExactlyInAnyOrder("events", "alone", "both", "read");
        assertThat(plan().copies().get("c")).isEqualTo(new CopyPlan("c", "both", CopyPlan.Mode.REPLACE, ""));
        assertThat(plan().tables()).containsKeys("alone_quarantine", "both_quarantine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toYYYYMM(at)        | MONTH | at",
                "toYear(at)          | YEAR | at",
                "toDate(at)          | DAY | at",
                "toStartOfHour(`at`) | HOUR | at",
                "id                  | IDENTITY | id",
                "(id)                | IDENTITY | id",
                "tuple()             | NONE | ''",
                "\"\"                | NONE | ''",
            })
    void readsPartitionKeys(String key, Transform transform, String column) {
        texts.put("datasources/events.datasource", EVENTS + "ENGINE_PARTITION_KEY " + key + "\n");
        assertThat(compile().problems()).isEmpty();
        assertThat(plan().table("events").orElseThrow().partitionKey()).isEqualTo(new PartitionKey(transform, column));
    }

    @Test
    void warnsOfOtherPartitionKeys() {
        texts.put("datasources/events.datasource", EVENTS + "ENGINE_PARTITION_KEY \"substring(id, 1, 2)\"\n");
        assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(plan().table("events").orElseThrow().partitionKey()).isEqualTo(PartitionKey.NONE);
        assertThat(plan().warnings()).hasSize(1);
    }

    @Test
    void readsEngines() {
        String columns = "SCHEMA >\n    id String `json:$.id`,\n    v UInt64 `json:$.v`,\n    gone UInt8 `json:$.g`\n";
        texts.put(
                "datasources/r.datasource",
                columns
                        + "ENGINE ReplacingMergeTree\nENGINE_SORTING_KEY id\nENGINE_VER v\nENGINE_IS_DELETED gone\nENGINE_TTL \"toDate(v) + INTERVAL 1 DAY\"\n");
        texts.put(
                "datasources/s.datasource",
                columns + "ENGINE \"SummingMergeTree\"\nENGINE_SORTING_KEY id\nENGINE_SUMMING_COLUMNS v\n");
        texts.put("datasources/z.datasource", columns + "ENGINE Null\n");
        texts.put("datasources/q.datasource", columns + "ENGINE \"ReplacingMergeTree(v)\"\nENGINE_SORTING_KEY id, v\n");
        Plan plan = plan();
        assertThat(engine(plan, "r")).isEqualTo(new EngineClause(EngineClause.Kind.REPLACING, "v", "gone", List.of()));
        assertThat(engine(plan, "s")).isEqualTo(new EngineClause(EngineClause.Kind.SUMMING, "", "", List.of("v")));
        assertThat(engine(plan, "z").kind()).isEqualTo(EngineClause.Kind.NULL);
        assertThat(engine(plan, "q").versionColumn()).isEqualTo("v");
    }

    private static EngineClause engine(Plan plan, String table) {
        return plan.table(table).map(TableSpec::engine).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENGINE CollapsingMergeTree | 7 | ReplacingMergeTree with ENGINE_VER",
                "ENGINE MergTree | 7 | 'MergeTree'",
                "ENGINE ReplacingMergeTree | 7 | no ENGINE_SORTING_KEY",
                "ENGINE_SORTING_KEY idd | 7 | 'id'",
                "ENGINE_PARTITION_KEY toYYYYMM(att) | 7 | 'at'",
                "ENGINE_SORTNG_KEY id | 7 | ENGINE_SORTING_KEY",
            })
    void explainsEnginesAndKeys(String directive, int line, String expected) {
        texts.clear();
        texts.put(
                "events.datasource",
                EVENTS.lines().limit(5).reduce("", (a, b) -> a + b + "\n") + "\n" + directive + "\n");
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.message()).contains(expected);
            assertThat(p.position()).hasToString("events.datasource:" + line);
        });
    }

    @Test
    void refusesNamesThatAreTaken() {
        texts.put("other/events.pipe", endpoint("SELECT 1 AS x"));
        assertThat(onlyProblem()).satisfies(p -> {
            assertThat(p.code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
            assertThat(p.message()).contains("datasources/events.datasource");
        });
        texts.remove("other/events.pipe");
        texts.put("x/events_quarantine.datasource", EVENTS);
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
        texts.remove("x/events_quarantine.datasource");
        texts.put("x/1st.pipe", endpoint("SELECT 1 AS x"));
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.FILE_SYNTAX);
        texts.remove("x/1st.pipe");
        texts.put("x/two.pipe", "NODE n\nSQL >\n    SELECT 1 AS a\nNODE n\nSQL >\n    SELECT 2 AS a\n");
        assertThat(onlyProblem().code()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
    }
}
