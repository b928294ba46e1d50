package io.pipit.jobs.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.mutation.TestChanges;
import io.pipit.jobs.queue.SnapshotNotices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteSubmissionIT {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Processes that serve, and the speed job, have no other word of it but their own next look at the catalog. */
    @Test
    void otherProcessesAreToldOfTheTablesThatChanged(@TempDir Path folder) {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        texts.remove("copies/rebuild.pipe");
        try (JobsStack stack = JobsStack.start(folder, texts);
                LogAdmin admin = new LogAdmin(stack.logs.bootstrapServers(), stack.logs.client())) {
            stack.send("events", CopyProject.events(0, 70));
            Await.until("the speed job runs", () -> stack.number("hits", "sum(hits)") == 70);
            SnapshotNotices readers = new SnapshotNotices(stack.logs, stack.lake);

            assertThat(new DeleteSubmission(TestChanges.attempt(stack), stack.lake, readers)
                            .run("events", "n < 10", Views.FOLLOW, stack.plan()))
                    .isEqualTo("Deleted from events: 10 rows");

            LogTopic fresh = admin.ensure(stack.logs.topics().fresh(), stack.logs.partitions());
            Map<String, Long> told = new HashMap<>();
            try (FreshReader reader =
                    new FreshReader(stack.logs.bootstrapServers(), stack.logs.client(), fresh, Map.of(0, 0L, 1, 0L))) {
                Await.until("the notice of the job", () -> {
                    reader.poll(POLL).stream()
                            .map(FreshReader.Item::notice)
                            .filter(notice -> notice != null && notice.writer().equals("batch"))
                            .forEach(notice -> told.putAll(notice.snapshots()));
                    return !told.isEmpty();
                });
            }
            assertThat(told).containsKeys("events", "hits", "mixed");
            assertThat(told)
                    .containsEntry(
                            "events",
                            stack.lake.find("events").orElseThrow().refresh().snapshotId());
        }
    }
}
