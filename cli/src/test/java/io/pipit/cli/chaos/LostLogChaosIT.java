package io.pipit.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.Checker;
import io.pipit.cli.checker.CheckerProject;
import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody takes blocks out of the log that no table has yet. Nothing can bring them back; what must hold is that it is said, with its
 * name, and that until then and afterwards no answer is wrong: it is right for the position that it names, or an error.
 */
class LostLogChaosIT {
    private static final Duration READY = Duration.ofSeconds(300);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void aLogThatIsTrimmedTooFarOrMadeAnewIsANamedErrorAndNoAnswerIsWrong() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        String command = "mvn verify -Pchaos -Dit.test=LostLogChaosIT -Dseed=" + seed;
        System.out.println("Lost logs: " + command);
        Path project = CheckerProject.copy(folder.resolve("world"));
        try (BrokerProcess broker = new BrokerProcess(project);
                PipitProcess pipit = new PipitProcess(project, Campaign.attacked(project, broker));
                Checker checker = new Checker(pipit, seed, Set.of("DATA_LOSS"))) {
            Arena arena = new Arena(pipit, broker, checker, project, new Random(seed), nobody -> {});
            arena.start();
            pipit.awaitReady(READY);
            checker.start();
            checker.awaitCurrent();

            loseUncommitted(arena, checker, pipit, "/trim");
            arena.kill();
            arena.start(); // a process that holds nothing of what is lost must say so too
            awaitDataLoss(pipit, checker);
            arena.agent("/remake");
            awaitDataLoss(pipit, checker);
            arena.pause(3_000);
            checker.failIfWrong(command);
            System.out.println("Lost logs were named: " + checker.summary());
        }
    }

    private static void loseUncommitted(Arena arena, Checker checker, PipitProcess pipit, String how) throws Exception {
        arena.fault("table_commits", "fail", -1, 100);
        long judged = checker.judged();
        awaitUntil("answers beyond what is committed", checker, () -> checker.judged() > judged + 10);
        arena.agent(how);
        // A job that has read the blocks before they went must not commit them after all, so commits fail until the
        // loss is named.
        awaitDataLoss(pipit, checker);
        arena.agent("/calm?place=table_commits");
    }

    private static void awaitDataLoss(PipitProcess pipit, Checker checker) {
        awaitUntil(
                "DATA_LOSS",
                checker,
                () -> health(pipit).contains("the offsets")
                        || health(pipit).contains("is gone")
                        || health(pipit).contains("no log of this installation has that id"));
    }

    private static String health(PipitProcess pipit) {
        try {
            HttpRequest request = HttpRequest.newBuilder(pipit.api("/health"))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            return pipit.http()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void awaitUntil(String what, Checker checker, Condition condition) {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!checker.failed() && !condition.holds()) {
            assertThat(System.nanoTime()).as("the wait for " + what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
