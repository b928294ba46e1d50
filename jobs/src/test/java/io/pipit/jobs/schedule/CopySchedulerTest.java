package io.pipit.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopySchedulerTest {
    @TempDir
    Path folder;

    private final BlockingQueue<Map.Entry<String, Instant>> fired = new LinkedBlockingQueue<>();
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
            scheduler.apply(List.of(copy("daily", "0 3 * * *"), copy("both", "0 3 1 * 1"), copy("by_hand", "")));
            assertThat(scheduler.nextFirings()).containsOnlyKeys("both", "daily");
            Instant daily = scheduler.nextFirings().get("daily");
            assertThat(Duration.between(Instant.now(), daily)).isPositive().isLessThan(Duration.ofDays(1));

            scheduler.apply(List.of(copy("daily", "30 4 * * *"), copy("new", "* * * * *")));
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily", "new");
            assertThat(scheduler.nextFirings().get("daily").toString()).contains("T04:30:00Z");
        }
    }

    @Test
    void changesNothingWhenALineIsWrong() {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("daily", "0 3 * * *")));
            assertThatThrownBy(() -> scheduler.apply(List.of(copy("hourly", "0 * * * *"), copy("wrong", "0 25 * * *"))))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE))
                    .hasMessageContaining("0 25 * * *");
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily");
        }
    }

    @Test
    void makesUpOnceForWhatWasMissedWhileItWasDown() throws Exception {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "* * * * *"), copy("daily", "0 3 * * *")));
        }
        setBack("minutely", Duration.ofHours(5));

        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("minutely", "* * * * *"), copy("daily", "0 3 * * *")));
            Map.Entry<String, Instant> first = fired.poll(20, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.getKey()).isEqualTo("minutely");
            assertThat(scheduler.nextFirings().get("minutely"))
                    .isAfter(Instant.now().minusSeconds(1));
            assertThat(fired.stream().filter(f -> f.getValue().isBefore(first.getValue())))
                    .isEmpty();
        }
    }

    @Test
    void schedulesOutliveTheProcess() {
        try (CopyScheduler scheduler = start()) {
            scheduler.apply(List.of(copy("daily", "0 3 * * *")));
        }
        try (CopyScheduler scheduler = start()) {
            assertThat(scheduler.nextFirings()).containsOnlyKeys("daily");
        }
    }

    private CopyScheduler start() {
        return CopyScheduler.start(
                database, Sharing.ONE_SERVER, "test", (pipe, firing) -> fired.add(Map.entry(pipe, firing)));
    }

    private void setBack(String pipe, Duration time) throws SQLException {
        try (Connection connection = database.connections().getConnection();
                Statement statement = connection.createStatement()) {
            int changed = statement.executeUpdate("UPDATE qrtz_triggers SET next_fire_time=next_fire_time-"
                    + time.toMillis() + " WHERE trigger_name='" + pipe + "#0'");
            assertThat(changed).isEqualTo(1);
        }
    }

    private static CopyPlan copy(String pipe, String schedule) {
        return new CopyPlan(pipe, pipe + "_target", CopyPlan.Mode.REPLACE, schedule);
    }
}
