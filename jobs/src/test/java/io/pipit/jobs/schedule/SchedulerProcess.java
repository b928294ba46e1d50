package io.pipit.jobs.schedule;

import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringWork;
import io.pipit.jobs.store.JobsDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A scheduler in a process of its own, which writes down the first firing and then hangs in it until it is killed. */
final class SchedulerProcess {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private SchedulerProcess() {}

    /** Arguments: the URL of the database, and the file to write to. */
    public static void main(String[] arguments) throws InterruptedException {
        Path file = Path.of(arguments[1]);
        FiringWork hangs = new FiringWork() {
            @Override
            public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
                write(file, schedule.name() + " " + firing.at());
                hang();
                return "";
            }

            @Override
            public Optional<Outcome> outcome(String run) {
                return Optional.empty();
            }

            @Override
            public void cancel(String run) {}
        };
        CopyScheduler unused = CopyScheduler.start(
                JobsDatabase.open(arguments[0], "", ""), Sharing.ONE_SERVER, "test", Map.of(ScheduleKind.COPY, hangs));
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
