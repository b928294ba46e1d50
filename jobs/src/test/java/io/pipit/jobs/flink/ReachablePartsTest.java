package io.pipit.jobs.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.config.ByteSize;
import io.pipit.core.config.FlinkSettings;
import io.pipit.core.lake.LakeConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachablePartsTest {
    private static final String POSTGRESQL = "jdbc:postgresql://db/catalog";

    @Test
    void aCatalogOfOneProcessIsRefused() {
        assertThatThrownBy(() -> parts("jdbc:h2:async:/p/.pipit/db/catalog", "").require(flink("localhost:8081")))
                .hasMessageContaining("cannot open the catalog of this process")
                .hasMessageContaining("catalog.uri");
        assertThatCode(() -> parts("jdbc:h2:async:/p/.pipit/db/catalog", "").require(flink("")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsOnLoopbackIsReachedFromThisMachineAlone() {
        assertThatCode(() -> parts(POSTGRESQL, "").require(flink("localhost:8081")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> parts(POSTGRESQL, "").require(flink("jobs:8081")))
                .hasMessageContaining("listens on loopback");
        assertThatThrownBy(() -> parts(POSTGRESQL, "kafka:9092").require(flink("jobs:8081")))
                .hasMessageContaining("cannot see the warehouse");
    }

    private static ReachableParts parts(String catalog, String brokers) {
        return new ReachableParts(
                new LakeConfig("jdbc", catalog, "file:///p/.pipit/lake/", Map.of()),
                Optional.of(brokers).filter(b -> !b.isEmpty()));
    }

    private static FlinkSettings flink(String speed) {
        return new FlinkSettings(speed, "", new ByteSize(0), Duration.ZERO);
    }
}
