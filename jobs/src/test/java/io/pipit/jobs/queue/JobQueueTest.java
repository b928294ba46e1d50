package io.pipit.jobs.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobQueueTest {
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void jobsAreDoneOneAfterTheOtherAndTellTheirEnd() throws Exception {
        List<String> steps = new CopyOnWriteArrayList<>();
        CountDownLatch allAdded = new CountDownLatch(1);
        try (JobQueue<String> queue = new JobQueue<>("queue-test")) {
            queue.add("a", () -> {
                awaited(allAdded);
                steps.add("a");
                return "A";
            });
            queue.add("b", () -> {
                steps.add("b");
                return "B";
            });
            CompletableFuture<String> first = queue.end("a").orElseThrow();
            CompletableFuture<String> second = queue.end("b").orElseThrow();
            assertThat(queue.holds("b")).isTrue();
            assertThat(second).isNotDone();
            allAdded.countDown();
            assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("A");
            assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("B");
            assertThat(queue.holds("b")).isFalse();
            assertThat(queue.end("b")).isEmpty();
        }
        assertThat(steps).containsExactly("a", "b");
    }

    @Test
    void closingInterruptsTheJobAndLeavesTheOthers() {
        List<String> steps = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        JobQueue<String> queue = new JobQueue<>("queue-test");
        queue.add("a", () -> {
            begun.countDown();
            boolean interrupted = !awaited(new CountDownLatch(1));
            steps.add(interrupted && queue.closing() ? "interrupted" : "went on");
            return "A";
        });
        queue.add("b", () -> {
            steps.add("b");
            return "B";
        });
        assertThat(awaited(begun)).isTrue();
        CompletableFuture<String> left = queue.end("b").orElseThrow();
        queue.close();
        assertThatThrownBy(() -> left.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(PipitException.class)
                .hasMessageContaining("it is done when the server runs again");
        assertThat(steps).containsExactly("interrupted");
    }

    @Test
    void whoWaitsIsToldOfAJobThatThrowsAndItMayComeAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (JobQueue<String> queue = new JobQueue<>("queue-test")) {
            queue.add("a", () -> {
                awaited(asked);
                throw new IllegalStateException("its end could not be noted");
            });
            CompletableFuture<String> end = queue.end("a").orElseThrow();
            asked.countDown();
            assertThatThrownBy(() -> end.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasRootCauseMessage("its end could not be noted");
            assertThat(queue.holds("a")).isFalse();
            queue.add("a", () -> "A");
            queue.add("b", () -> "B");
            queue.end("b").ifPresent(CompletableFuture::join);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
