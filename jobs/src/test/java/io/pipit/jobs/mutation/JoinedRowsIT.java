package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.JobsStack;
import io.pipit.jobs.flink.Await;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that join a table do not find rows there which had been deleted before the event was sent. */
class JoinedRowsIT {
    private static final Map<String, String> PROJECT = Map.of(
            "datasources/events.datasource",
            source("`user` String `json:$.user`,\n    `n` Int64 `json:$.n`"),
            "datasources/people.datasource",
            source("`user` String `json:$.user`,\n    `n` Int64 `json:$.n`"),
            "datasources/known.datasource",
            source("`user` String,\n    `n` Int64,\n    `person` Int64"),
            "materializations/know.pipe",
            """
            NODE know
            SQL >
                SELECT e.user AS user, e.n AS n, p.n AS person FROM events AS e LEFT JOIN people AS p ON e.user = p.user

            TYPE materialized
            DATASOURCE known
            """);

    @Test
    void rowsThatAreDeletedAreJoinedNoMore(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, PROJECT);
                RowChanges changes = TestChanges.seenByJoins(stack)) {
            stack.send("people", "SELECT 'u1' AS \"user\", 17::BIGINT AS n");
            stack.send("events", "SELECT 'u1' AS \"user\", 1::BIGINT AS n");
            Await.until("the first event", () -> stack.number("known", "count(*)") == 1);
            RowChange deletion = changes.start(RowChange.Kind.DELETE, "people", "user = 'u1'", RowChange.Source.NONE);
            assertThat(changes.ended(deletion.id()).get(120, TimeUnit.SECONDS).state())
                    .isEqualTo(RowChange.State.DONE);

            stack.send("events", "SELECT 'u1' AS \"user\", 2::BIGINT AS n");
            Await.until("the second event", () -> stack.number("known", "count(*)") == 2);
            assertThat(stack.number("known", "sum(person) FILTER (WHERE n = 1)"))
                    .isEqualTo(17);
            assertThat(stack.number("known", "sum(person) FILTER (WHERE n = 2)"))
                    .isZero();
        }
    }

    private static String source(String schema) {
        return "SCHEMA >\n    " + schema + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n";
    }
}
