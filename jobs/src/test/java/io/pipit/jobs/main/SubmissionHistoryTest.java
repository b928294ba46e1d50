package io.pipit.jobs.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionHistoryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void whatWasSubmittedIsThereWithWhatCameOfIt() {
        try (JobsDatabase database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", "")) {
            SubmissionHistory history = new SubmissionHistory(database, CLOCK);
            String said = history.keep("copy", "--pipe daily", "http://a:8081", () -> {
                assertThat(history.newest(1))
                        .singleElement()
                        .satisfies(job -> assertThat(job.state()).isEqualTo(Submission.State.WORKING));
                return "7 rows";
            });
            assertThat(said).isEqualTo("7 rows");
            assertThat(history.newest(5)).singleElement().satisfies(job -> {
                assertThat(job.state()).isEqualTo(Submission.State.DONE);
                assertThat(job.note()).isEqualTo("7 rows");
                assertThat(job.asked()).isEqualTo("--pipe daily");
                assertThat(job.endedAtMillis()).isEqualTo(1_000);
            });
            assertThatThrownBy(() -> history.keep("delete", "", "http://a:8081", () -> {
                        throw new PipitException(ErrorCode.NO_FREE_SLOT, "No free slot.");
                    }))
                    .hasMessage("No free slot.");
            assertThat(history.newest(5))
                    .anySatisfy(job -> {
                        assertThat(job.kind()).isEqualTo("delete");
                        assertThat(job.state()).isEqualTo(Submission.State.ERROR);
                        assertThat(job.note()).isEqualTo("No free slot.");
                    })
                    .hasSize(2);
        }
    }

    @Test
    void settingsAreNotWrittenDown() {
        JobArguments given = JobArguments.read(
                JobKind.DELETE,
                List.of(
                        "--project",
                        "shop",
                        "--set",
                        "catalog.password=secret",
                        "--table",
                        "orders",
                        "--cascade",
                        "--condition",
                        "id = 7"));
        assertThat(given.asked()).isEqualTo("--table orders --condition id = 7 --cascade");
    }
}
