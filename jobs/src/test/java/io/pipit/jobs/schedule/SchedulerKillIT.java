package io.pipit.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.flink.Await;
import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerKillIT {
    private static final List<Schedule> SCHEDULES =
            List.of(Schedule.of(ScheduleKind.COPY, "minutely", Optional.of(CronLine.parse("* * * * *"))));

    @TempDir
    Path folder;

    private final NotedFirings work = new NotedFirings();

    /** The process dies after a firing has begun and before anybody has taken it: it comes again, for the same time. */
    @Test
    void firingThatWasKilledComesAgain() throws Exception {
        scheduleInThePast();
        Path file = folder.resolve("fired");
        Process process = process(file);
        try {
            Await.until("the firing", () -> Files.exists(file) || !process.isAlive());
        } finally {
            process.destroyForcibly().waitFor();
        }
        String killed = Files.readString(file);

        try (JobsDatabase database = JobsDatabase.open(url(), "", "");
                CopyScheduler scheduler = start(database)) {
            Map.Entry<String, Instant> again = work.fired.poll(60, TimeUnit.SECONDS);
            assertThat(again).isNotNull();
            assertThat(again.getKey() + " " + again.getValue()).isEqualTo(killed);
            scheduler.apply(SCHEDULES, Source.NONE);
            assertThat(scheduler.nextFirings().get("minutely"))
                    .isAfter(Instant.now().minusSeconds(1))
                    .isBefore(Instant.now().plusSeconds(61));
        }
    }

    private void scheduleInThePast() throws Exception {
        try (JobsDatabase database = JobsDatabase.open(url(), "", "")) {
            try (CopyScheduler scheduler = start(database)) {
                scheduler.apply(SCHEDULES, Source.NONE);
            }
            work.fired.clear();
            try (Connection connection = database.connections().getConnection();
                    Statement statement = connection.createStatement()) {
                long hours = Duration.ofHours(3).toMillis();
                assertThat(statement.executeUpdate("UPDATE qrtz_triggers SET next_fire_time=next_fire_time-" + hours))
                        .isEqualTo(1);
                assertThat(statement.executeUpdate("UPDATE pipit_schedules SET fired_until=fired_until-" + hours))
                        .isEqualTo(1);
                statement.executeUpdate("DELETE FROM pipit_firings");
            }
        }
    }

    private Process process(Path file) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SchedulerProcess.class.getName(),
                        url(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("process.log").toFile())
                .start();
    }

    private CopyScheduler start(JobsDatabase database) {
        return CopyScheduler.start(database, Sharing.ONE_SERVER, "test", Map.of(ScheduleKind.COPY, work));
    }

    private String url() {
        return "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0";
    }
}
