package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.EngineBounds;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionsIT {
    @Test
    void whatWasAcknowledgedBeforeGoesAndWhatComesLaterStays(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS);
                Deletions deletions = new Deletions(
                        stack.cluster,
                        stack.lakeConfig,
                        new EdgeFinder(stack.lake, stack.logs, () -> stack.speed.cut(), Duration.ofSeconds(60)),
                        stack::plan,
                        new EngineBounds(1, 128 << 20),
                        Clock.systemUTC())) {
            stack.send("events", CopyProject.events(0, 70));
            AtomicInteger sent = new AtomicInteger(70);
            AtomicBoolean enough = new AtomicBoolean();
            Thread load = new Thread(() -> {
                while (!enough.get() && sent.get() < 700) {
                    stack.send("events", CopyProject.events(sent.get(), sent.get() + 7));
                    sent.addAndGet(7);
                }
            });
            load.start();
            Deletion deletion;
            try {
                deletion = ended(deletions, deletions.start("events", "user = 'u3'"));
            } finally {
                enough.set(true);
                load.join();
            }
            assertThat(deletion.state()).as("%s", deletion).isEqualTo(Deletion.State.DONE);
            assertThat(deletion.rows()).isBetween(10L, sent.get() / 7L);
            long left = sent.get() - deletion.rows();
            Await.until("all is committed", () -> stack.number("events", "count(*)") >= left);
            assertThat(stack.number("events", "count(*)")).isEqualTo(left);
            assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(left);

            assertThat(deletions.count("events", "user != 'u3'")).isEqualTo(sent.get() / 7L * 6);
            long rest = left;
            assertThat(ended(deletions, deletions.start("events", "")).rows()).isEqualTo(rest);
            assertThat(stack.number("events", "count(*)")).isZero();
            stack.send("events", CopyProject.events(0, 7));
            Await.until("events go on", () -> stack.number("events", "count(*)") == 7);
            assertThatThrownBy(() -> deletions.start("evnts", "")).hasMessageContaining("Did you mean 'events'?");
            assertThatThrownBy(() -> deletions.start("events", "usr = 1")).hasMessageContaining("Did you mean 'user'?");
        }
    }

    private static Deletion ended(Deletions deletions, Deletion deletion) throws Exception {
        return deletions.ended(deletion.id()).get(120, TimeUnit.SECONDS);
    }
}
