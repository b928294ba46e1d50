package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of changes that fail after the rows of their data source are changed. */
class HalfDoneChangesIT {
    @Test
    void saysThatTheRowsAreGoneAndWhichViewsKeepThem(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS);
                RowChanges changes = TestChanges.of(stack)) {
            stack.send("events", CopyProject.events(0, 70));
            Await.until("hits", () -> stack.number("hits", "sum(hits)") == 70);
            Await.until("mixed", () -> stack.number("mixed", "count(*)") == 70);
            spoil(stack, "mixed");

            RowChange half = ended(changes, "n < 10");
            assertThat(half.state()).isEqualTo(RowChange.State.ERROR);
            assertThat(half.error())
                    .contains("The rows of 'events' were changed. Its views into hits have followed."
                            + " Its views into mixed may have what they had; the same once more would not change them."
                            + " Make them anew: 'pipit materialization populate mixed --truncate'.")
                    .doesNotContain("othing was changed");
            assertThat(half.tookPlace()).isTrue();
            assertThat(stack.number("events", "count(*)")).isEqualTo(60);
            assertThat(stack.number("hits", "sum(hits)")).isEqualTo(60);
            ChangeStore store = new ChangeStore(stack.database());
            assertThat(new ChangedTargets(store).from("events"))
                    .as("runs into it are compared with what it took")
                    .hasSize(1);

            spoil(stack, "events");
            RowChange none = ended(changes, "n < 20");
            assertThat(none.error()).endsWith(" Nothing was changed.");
            assertThat(none.tookPlace()).isFalse();
            assertThat(new ChangedTargets(store).from("events")).hasSize(1);

            RowChange.Source unfit = RowChange.Source.staged(new RowChange.StagedRows(List.of(), 0, 3, 0));
            RowChange replaced =
                    changes.awaited(changes.start(RowChange.Kind.REPLACE, "events", "n < 20", unfit, Views.KEEP));
            assertThat(replaced.error())
                    .contains(
                            "No row of 'events' was changed; 3 rows of the file that did not fit went to the quarantine");
        }
    }

    /** Its files are no Parquet files any more. */
    private static void spoil(JobsStack stack, String table) throws IOException {
        for (StoredFile file : stack.lake.find(table).orElseThrow().refresh().files()) {
            Path path = Path.of(
                    file.path().startsWith("file:") ? URI.create(file.path()).getPath() : file.path());
            Files.writeString(path, "spoiled");
        }
    }

    private static RowChange ended(RowChanges changes, String condition) throws Exception {
        RowChange asked =
                changes.start(RowChange.Kind.DELETE, "events", condition, RowChange.Source.NONE, Views.FOLLOW);
        return changes.ended(asked.id()).get(120, TimeUnit.SECONDS);
    }
}
