package io.pipit.cli.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills the {@code pipit dev} that people run at random moments, and starts it again, under the checker. */
final class KillRounds {
    private static final Duration READY = Duration.ofSeconds(120);

    private final Path project;
    private final long seed;
    private final Random random;

    KillRounds(Path folder, long seed) throws IOException {
        this.project = CheckerProject.copy(folder.resolve("project"));
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Runs so many kills; fails at the first wrong answer. */
    void run(int kills) throws Exception {
        String repeat = "mvn verify -Pchaos -Dit.test=KillChaosIT -Dchaos.kills=" + kills + " -Dseed=" + seed;
        System.out.println("Kill rounds: " + repeat);
        try (PipitProcess pipit = new PipitProcess(project);
                Checker checker = new Checker(pipit, seed, Set.of())) {
            pipit.start();
            pipit.awaitReady(READY);
            checker.start();
            for (int i = 1; i <= kills; i++) {
                pauseAtMost(i % 4 == 0 ? 1_500 : 9_000, checker);
                checker.failIfWrong(repeat);
                pipit.kill();
                pipit.start();
                if (random.nextInt(4) == 0) {
                    pauseAtMost(4_000, checker); // killed again while it starts
                    pipit.kill();
                    pipit.start();
                }
                pipit.awaitReady(READY);
                checker.reborn();
                System.out.println("  kill " + i + " of " + kills + ": " + checker.summary());
            }
            pauseAtMost(3_000, checker);
            checker.finish();
            checker.failIfWrong(repeat);
            System.out.println("  " + checker.summary());
        }
    }

    private void pauseAtMost(int millis, Checker checker) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis) + 50);
        while (System.nanoTime() < deadline && !checker.failed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
