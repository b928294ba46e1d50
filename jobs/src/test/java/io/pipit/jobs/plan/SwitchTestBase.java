package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A project over seven blocks of ten events that goes from version to version: one Flink for a class, a stack of its own for each test. */
abstract class SwitchTestBase {
    static final String EVENTS = "datasources/events.datasource";
    static final String BY_USER = "materializations/by_user.pipe";

    private static EmbeddedFlink flink;

    @TempDir
    Path folder;

    JobsStack stack;

    /** The texts of the next version, by path. */
    final Map<String, String> project = new TreeMap<>();

    @BeforeAll
    static void startFlink(@TempDir Path temp) {
        flink = JobsStack.flink(temp);
    }

    @AfterAll
    static void stopFlink() {
        flink.close();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Starts with the project as it is; tables of so many rows are read from the lake rather than from their logs. */
    void start(long fillFromRows) {
        stack = JobsStack.start(flink, folder, project, fillFromRows);
        for (int i = 0; i < 7; i++) {
            stack.send("events", CopyProject.events(i * 10, i * 10 + 10));
        }
        Await.until("rows of the view", () -> hits() == 70);
    }

    /** Replaces a piece of a file that has it. */
    void edit(String file, String piece, String other) {
        assertThat(project.get(file)).as(file).contains(piece);
        project.computeIfPresent(file, (f, text) -> text.replace(piece, other));
    }

    /** A table that keeps all rows, and the view that fills it. */
    void view(String name, String sql) {
        project.put("datasources/" + name + ".datasource", """
                SCHEMA >
                    `user` String,
                    `raw` UInt64

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        project.put(
                "materializations/make_" + name + ".pipe",
                "NODE made\nSQL >\n    " + sql + "\nTYPE materialized\nDATASOURCE " + name + "\n");
    }

    /** A run that has succeeded. */
    CopyRun done(CopyRequest request) {
        CopyRun run = stack.copies
                .ended(stack.copies.start(request).id())
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
        assertThat(run.state()).as(run.note()).isEqualTo(CopyRun.State.DONE);
        return run;
    }

    /** What the view of all events has counted. */
    long hits() {
        return stack.number("hits", "coalesce(sum(hits), 0)::BIGINT");
    }

    /** A number that is the same for the same rows from the same blocks. */
    long content(String table) {
        return stack.number(
                table, "coalesce((sum(hash(_part, _off, \"user\", raw)::HUGEINT) % 1000000007)::BIGINT + count(*), 0)");
    }
}
