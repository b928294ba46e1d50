package io.pipit.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterReadinessTest {
    private static final long MB = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        "http://jobs:9081, jobs, 9081, ''",
        "jobs:9081/, jobs, 9081, ''",
        "jobs, jobs, 8081, ''",
        "http://gate/flink/, gate, 8081, /flink"
    })
    void readsAddresses(String text, String host, int port, String path) {
        assertThat(ClusterAddress.parse(text)).isEqualTo(new ClusterAddress(host, port, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://jobs:8081", "jobs port", "http://", "http://me@jobs:8081"})
    void refusesWhatIsNoAddress(String text) {
        assertCode(() -> ClusterAddress.parse(text), ErrorCode.INVALID_CONFIG, "for instance http://jobmanager:8081");
    }

    @Test
    void knowsThisMachine() {
        assertThat(ClusterAddress.parse("localhost:1").loopback()).isTrue();
        assertThat(ClusterAddress.parse("127.0.0.1:1").loopback()).isTrue();
        assertThat(ClusterAddress.parse("jobs:1").loopback()).isFalse();
    }

    @Test
    void takesOtherPatchesOfTheVersionButNoOtherVersion() {
        ClusterAddress address = ClusterAddress.parse("jobs");
        assertThatCode(() -> ClusterReadiness.requireVersion(address, "2.1.3", "2.1.1"))
                .doesNotThrowAnyException();
        assertCode(
                () -> ClusterReadiness.requireVersion(address, "1.20.0", "2.1.1"),
                ErrorCode.CLUSTER_VERSION,
                "http://jobs:8081 has version 1.20.0; the jobs are made for 2.1.1. Use a cluster of Flink 2.1.");
    }

    @Test
    void givesEachSlotAShare() {
        assertThat(ClusterReadiness.slotMemory(0, "w", 1000 * MB, 2)).isEqualTo(350 * MB);
        assertThat(ClusterReadiness.slotMemory(500 * MB, "w", 1000 * MB, 2)).isEqualTo(500 * MB);
        assertCode(
                () -> ClusterReadiness.slotMemory(501 * MB, "w", 1000 * MB, 2),
                ErrorCode.NATIVE_MEMORY,
                "sets 1000 MB aside for 2 slots");
        assertCode(
                () -> ClusterReadiness.slotMemory(0, "w", 0, 1),
                ErrorCode.NATIVE_MEMORY,
                "taskmanager.memory.task.off-heap.size");
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call)
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
