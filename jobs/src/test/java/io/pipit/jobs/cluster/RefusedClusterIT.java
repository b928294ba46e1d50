package io.pipit.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.config.ByteSize;
import io.pipit.core.config.FlinkSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkClusters;
import io.pipit.jobs.flink.install.Probe;
import io.pipit.jobs.flink.install.ProbeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of processes that lacks what jobs need. */
class RefusedClusterIT {
    @TempDir
    Path folder;

    @Test
    void aClusterThatCannotTakeJobsIsRefusedWithWhatToDo() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        try (FlinkProcesses cluster =
                FlinkProcesses.start(folder.resolve("cluster"), 0, RefusedClusterIT::withoutDuckDb)) {
            FlinkCluster impatient = cluster.client(Duration.ofMillis(1), said::add);
            assertCode(
                    () -> impatient.submit(Probe.graph(ProbeSpec.LIBRARIES, 1)),
                    ErrorCode.NO_FREE_SLOT,
                    "0 free of 0 in 0 TaskManagers");
            assertThat(said).singleElement().asString().startsWith("Waiting: the job 'pipit-check' needs 1 slot");
            assertThat(impatient.jobs()).isEmpty();
            impatient.close();

            cluster.addWorker();
            Await.until("the TaskManager", () -> cluster.client().slotsNow() > 0);
            FlinkSettings settings =
                    new FlinkSettings(cluster.address().toString(), "", new ByteSize(0), Duration.ofMinutes(1));
            assertCode(
                    () -> FlinkClusters.open(settings, folder, () -> null, said::add),
                    ErrorCode.LIBRARY_MISSING,
                    "lacks in its lib/ folder: duckdb_jdbc. Run 'pipit cluster lib FLINK_HOME/lib'");
        }
    }

    private static Path withoutDuckDb(Path lib) {
        try (Stream<Path> files = Files.list(lib)) {
            for (Path file : files.filter(f -> f.getFileName().toString().contains("duckdb"))
                    .toList()) {
                Files.delete(file);
            }
            return lib;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call)
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
