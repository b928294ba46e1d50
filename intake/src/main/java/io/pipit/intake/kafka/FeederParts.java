package io.pipit.intake.kafka;

import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.gather.BlockTarget;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What feeders stand on.
 *
 * @param intake which knows where the blocks of a data source go, and how much room there is
 * @param coverage what the table of a data source holds of its log
 * @param bootstrapServers of the own log
 * @param client settings of its clients
 */
public record FeederParts(
        EventsIntake intake,
        Function<String, Optional<FeedCoverage>> coverage,
        String bootstrapServers,
        Map<String, String> client,
        Clock clock,
        FeederSettings settings,
        FeederObserver observer) {
    private static final long MICROS_PER_MILLI = 1000;

    BlockTarget target(String dataSource) {
        return intake.target(dataSource);
    }

    ChainLog chainLog(String dataSource, BlockTarget target) {
        LogAdmin admin = new LogAdmin(bootstrapServers, client);
        BlockReader reader = null;
        try {
            reader = new BlockReader(bootstrapServers, client);
            return new ChainLog(
                    target.log(), coverage.apply(dataSource), target.sink(), new ChainLog.OwnLog(admin, reader));
        } catch (RuntimeException | Error e) {
            if (reader != null) {
                reader.close();
            }
            admin.close();
            throw e;
        }
    }

    long nowMicros() {
        return clock.millis() * MICROS_PER_MILLI;
    }

    boolean takeRoom(long bytes) {
        return intake.takeRoom(bytes);
    }

    void giveRoom(long bytes) {
        intake.giveRoom(bytes);
    }
}
