package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
    private static final CopyPlan COPY = new CopyPlan("daily", "days", CopyPlan.Mode.APPEND, "");

    @TempDir
    Path folder;

    @Test
    void remembersRunsOverRestarts() {
        CopyRun waiting = run("a", "with:x=1", 1_000);
        CopyRun done =
                run("b", "with:x=2", 2_000).trying(2_500).done(3, new CopyRun.Written(42, 420), "t:0=7", "", 2_900);
        try (JobsDatabase database = database()) {
            RunHistory history = new RunHistory(database);
            history.add(waiting);
            history.add(run("b", "with:x=2", 2_000));
            history.save(done);
        }
        try (JobsDatabase database = database()) {
            RunHistory history = new RunHistory(database);
            assertThat(history.find("a")).contains(waiting);
            assertThat(history.find("b")).contains(done);
            assertThat(history.find("c")).isEmpty();
            assertThat(history.open()).containsExactly(waiting);
            assertThat(history.newest(10, 0)).containsExactly(done, waiting);
            assertThat(history.newest(1, 0)).containsExactly(done);
            assertThat(history.newest(10, 1_500)).containsExactly(done);
        }
    }

    @Test
    void findsRunsByKeyUnlessTheyFailed() {
        try (JobsDatabase database = database()) {
            RunHistory history = new RunHistory(database);
            CopyRun failed = run("a", "key:k", 1_000).trying(1_000).failed(ErrorCode.QUERY_FAILED, "no", 1_100);
            history.add(failed);
            assertThat(history.withKey("daily", "key:k")).isEmpty();

            CopyRun done = run("b", "key:k", 2_000).trying(2_000).done(1, new CopyRun.Written(5, 50), "", "", 2_100);
            history.add(done);
            history.add(run("c", "key:k", 3_000).done(0, CopyRun.Written.NOTHING, "", "a repetition", 3_100));

            assertThat(history.committedWithKey("daily", "key:k")).contains(done);
            assertThat(history.withKey("daily", "key:other")).isEmpty();
            history.forgetKeys("days");
            assertThat(history.committedWithKey("daily", "key:k")).isEmpty();
        }
    }

    /** Older versions noted 0 for runs that they found committed; 0 of other runs is none. */
    @Test
    void rowsThatWereNeverNotedAreNotTakenForNone() {
        try (JobsDatabase database = database()) {
            RunHistory history = new RunHistory(database);
            CopyRun run = run("a", "", 1_000).trying(1_000);
            history.add(run.done(1, CopyRun.Written.NOTHING, "", "An earlier try had committed this run.", 1_100));
            assertThat(history.find("a"))
                    .get()
                    .matches(old -> old.rows() == CopyRun.UNKNOWN && old.bytes() == CopyRun.UNKNOWN)
                    .matches(old -> !old.foundNothing());
            CopyRun none = run("b", "", 1_000).trying(1_000).done(2, CopyRun.Written.NOTHING, "", "", 1_100);
            history.add(none);
            assertThat(history.find("b")).contains(none).get().matches(CopyRun::foundNothing);
        }
    }

    @Test
    void holdsLongAndOddTexts() {
        CopyRequest request =
                CopyRequest.of("daily", Map.of("filter", List.of("İstanbul '\"; DROP TABLE", "x".repeat(20_000))));
        CopyRun run = CopyRun.asked("a", COPY, request, "", 1)
                .trying(2)
                .failed(ErrorCode.COPY_FAILED, "ş\n".repeat(9_000), 3);
        try (JobsDatabase database = database()) {
            RunHistory history = new RunHistory(database);
            history.add(run);
            assertThat(history.find("a")).contains(run);
        }
    }

    @Test
    void refusesADatabaseThatLosesCommits() {
        assertThatThrownBy(() -> JobsDatabase.open("jdbc:h2:" + folder.resolve("jobs"), "sa", ""))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("WRITE_DELAY=0");
        assertThatThrownBy(() -> JobsDatabase.open(
                        "jdbc:h2:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", ""))
                .hasMessageContaining("jdbc:h2:async:");
        assertThatThrownBy(() -> JobsDatabase.open("jdbc:sqlite:x", "", ""))
                .hasMessageContaining("jdbc:h2:… or jdbc:postgresql:…");
    }

    private static CopyRun run(String id, String key, long createdAtMillis) {
        return CopyRun.asked(id, COPY, CopyRequest.of("daily"), key, createdAtMillis);
    }

    private JobsDatabase database() {
        return JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", "");
    }
}
