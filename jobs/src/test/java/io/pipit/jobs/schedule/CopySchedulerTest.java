package io.pipit.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopySchedulerTest {
    @TempDir
    Path folder;

    private final NotedFirings work = new NotedFirings();
    private JobsDatabase database;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", "");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void followsTheSchedulesOfThePlan() {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(
                    List.of(copy("daily", "0 3 * * *"), copy("both", "0 3 1 * 1"), copy("by_hand", "")), Source.NONE);
            assertThat(scheduler.nextFirings()).containsOnlyKeys("both", "daily");
            Instant daily = scheduler.nextFirings().get("daily");
            assertThat(Duration.between(Instant.now(), daily)).isPositive().isLessThan(Duration.ofDays(1));

            scheduler.apply(List.of(copy("daily", "30 4 * * *"), copy("new", "* * * * *")), Source.NONE);
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily", "new");
            assertThat(scheduler.nextFirings().get("daily").toString()).contains("T04:30:00Z");
        }
    }

    @Test
    void whatIsPausedRestsOverRestartsAndChanges() throws Exception {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "* * * * *"), copy("by_hand", "")), Source.NONE);
            scheduler.pause("minutely");
            assertThat(scheduler.paused("minutely")).isTrue();
            assertThatThrownBy(() -> scheduler.pause("by_hand")).hasMessageContaining("runs on demand");
        }
        setBack("minutely", Duration.ofHours(5));
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "*/2 * * * *")), Source.NONE);
            assertThat(scheduler.paused("minutely")).isTrue();
            scheduler.resume("minutely");
            assertThat(scheduler.paused("minutely")).isFalse();
            assertThat(scheduler.nextFirings().get("minutely")).isAfter(Instant.now());
            assertThat(work.fired).as("what was missed is not made up for").isEmpty();
        }
    }

    @Test
    void maintenanceFiresBesideCopies() {
        try (CopyScheduler scheduler = start()) {
            Schedule compact =
                    Schedule.of(ScheduleKind.MAINTENANCE, "compact", Optional.of(CronLine.parse("*/5 * * * *")));
            scheduler.apply(List.of(copy("daily", "0 3 * * *"), compact), Source.NONE);
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily");
            assertThat(scheduler.nextMaintenance()).containsOnlyKeys("compact");
            scheduler.apply(List.of(compact), Source.NONE);
            assertThat(scheduler.nextFirings()).isEmpty();
            assertThat(scheduler.nextMaintenance()).containsOnlyKeys("compact");
        }
    }

    @Test
    void makesUpOnceForWhatWasMissedWhileItWasDown() throws Exception {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "* * * * *"), copy("daily", "0 3 * * *")), Source.NONE);
        }
        setBack("minutely", Duration.ofHours(5));

        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "* * * * *"), copy("daily", "0 3 * * *")), Source.NONE);
            Map.Entry<String, Instant> first = work.fired.poll(60, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.getKey()).isEqualTo("minutely");
            assertThat(scheduler.nextFirings().get("minutely"))
                    .isAfter(Instant.now().minusSeconds(1));
            assertThat(work.fired.stream().filter(f -> f.getValue().isBefore(first.getValue())))
                    .isEmpty();
        }
    }

    @Test
    void schedulesOutliveTheProcess() {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("daily", "0 3 * * *")), Source.NONE);
        }
        try (CopyScheduler scheduler = start()) {
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily");
        }
    }

    private CopyScheduler start() {
        return CopyScheduler.start(database, Sharing.ONE_SERVER, "test", Map.of(ScheduleKind.COPY, work));
    }

    private void setBack(String pipe, Duration time) throws SQLException {
        try (Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement()) {
            int changed = statement.executeUpdate("UPDATE qrtz_triggers SET next_fire_time=next_fire_time-"
                    + time.toMillis() + " WHERE trigger_name='" + pipe + "#0'");
            assertThat(changed).isEqualTo(1);
            assertThat(statement.executeUpdate("UPDATE pipit_schedules SET fired_until=fired_until-" + time.toMillis()
                            + " WHERE id='copy/" + pipe + "'"))
                    .isEqualTo(1);
            statement.executeUpdate("DELETE FROM pipit_firings");
        }
    }

    private static Schedule copy(String pipe, String line) {
        return Schedule.of(
                ScheduleKind.COPY, pipe, line.isEmpty() ? Optional.empty() : Optional.of(CronLine.parse(line)));
    }
}
