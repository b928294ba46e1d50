package io.pipit.jobs.schedule;

import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.store.JobsDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A scheduler in a process of its own, which writes down the first firing and then hangs in it until it is killed. */
final class SchedulerProcess {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private SchedulerProcess() {}

    /** Arguments: the URL of the database, and the file to write to. */
    public static void main(String[] arguments) throws InterruptedException {
        Path file = Path.of(arguments[1]);
        CopyScheduler unused = CopyScheduler.start(
                JobsDatabase.open(arguments[0], "", ""), Sharing.ONE_SERVER, "test", (pipe, firing) -> {
                    write(file, pipe + " " + firing);
                    hang();
                });
        NEVER.await();
    }

    private static void write(Path file, String text) {
        try {
            Path half = file.resolveSibling("half-written");
            Files.writeString(half, text);
            Files.move(half, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hang() {
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
