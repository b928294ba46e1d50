package io.pipit.intake.kafka;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.gather.BlockSink;
import io.pipit.intake.kafka.FeederSteps.Step;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Each message is a row once, through deaths at any step, a log that lies, and processes that come and go. */
class FeederDeathsIT extends FeederTestBase {
    @Test
    void aDeathBehindAnyStepLosesAndRepeatsNothing() throws Exception {
        topics.topic("deaths", 3);
        int sent = 0;
        for (Step step : Step.values()) {
            topics.send("deaths", 3, sent, sent + 100);
            sent += 100;
            AtomicBoolean dead = new AtomicBoolean();
            FeederSteps killer = done -> {
                if (done == step && dead.compareAndSet(false, true)) {
                    throw new Killed();
                }
            };
            try (var dying = topics.new Process(source("deaths"), sink -> sink, killer)) {
                if (step == Step.REVOKED) {
                    TopicFixture.await(
                            "it has what it can give away",
                            () -> dying.status().partitions().size() == 3);
                    try (var other = topics.process(source("deaths"))) {
                        TopicFixture.await("it dies when it gives away partitions", dead::get);
                    }
                }
                TopicFixture.await("it dies behind " + step, dead::get);
            }
            topics.send("deaths", 3, sent, sent + 50);
            sent += 50;
        }
        try (var last = topics.process(source("deaths"))) {
            topics.awaitRows("deaths", sent);
        }
        topics.assertExactlyOnce("deaths", sent);
    }

    @Test
    void aLogThatLiesRepeatsAndFailsChangesNothing() throws Exception {
        topics.topic("lies", 4);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (var process = topics.new Process(source("lies"), sink -> lying(sink, random), FeederSteps.NONE)) {
            for (int i = 0; i < 20; i++) {
                topics.send("lies", 4, i * 200, (i + 1) * 200);
                topics.awaitRows("lies", (i + 1) * 100L);
            }
            topics.awaitRows("lies", 4000);
        }
        topics.assertExactlyOnce("lies", 4000);
    }

    /** Writes twice, or fails before, or fails though it wrote. */
    private static BlockSink lying(BlockSink sink, Random random) {
        return (log, block) -> {
            int what;
            synchronized (random) {
                what = random.nextInt(8);
            }
            PipitException failure = new PipitException(ErrorCode.ACCEPTANCE_UNKNOWN, "Nobody knows.");
            return switch (what) {
                case 0 -> CompletableFuture.failedFuture(failure);
                case 1 -> sink.write(log, block).thenCompose(w -> CompletableFuture.failedFuture(failure));
                case 2 -> sink.write(log, block).thenCombine(sink.write(log, block), (first, second) -> first);
                case 3 -> sink.write(log, block).thenCombine(sink.write(log, block), (first, second) -> second);
                default -> sink.write(log, block);
            };
        };
    }

    @Test
    void twoProcessesAndNewPartitionsShareTheWork() throws Exception {
        topics.topic("shared", 2);
        topics.send("shared", 2, 0, 500);
        try (var first = topics.process(source("shared"))) {
            topics.awaitRows("shared", 100);
            try (var second = topics.process(source("shared"))) {
                topics.send("shared", 2, 500, 1000);
                TopicFixture.await(
                        "each has a partition",
                        () -> first.status().partitions().size() == 1
                                && second.status().partitions().size() == 1);
                topics.send("shared", 2, 1000, 1500);
                topics.awaitRows("shared", 1200);
            }
            topics.partitions("shared", 4);
            TopicFixture.await(
                    "the new partitions are there",
                    () -> topics.logs.describe("foreign.shared").orElseThrow().partitions() == 4);
            topics.send("shared", 4, 1500, 2000);
        }
        // One that begins now sees the new partitions at once, and reads them from their first message.
        try (var third = topics.process(source("shared"))) {
            topics.awaitRows("shared", 2000);
        }
        topics.assertExactlyOnce("shared", 2000);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}
