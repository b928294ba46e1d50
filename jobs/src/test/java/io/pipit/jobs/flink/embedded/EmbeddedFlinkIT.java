package io.pipit.jobs.flink.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.EndlessJob;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFlinkIT {
    @TempDir
    Path temp;

    @Test
    void runsWatchesCutsAndEndsJobs() {
        try (EmbeddedFlink flink = EmbeddedFlink.start(2, temp)) {
            FlinkCluster cluster = flink.client();
            JobID job = cluster.submit(EndlessJob.named("counting"));
            Await.until("the job runs", () -> cluster.status(job).equals(java.util.Optional.of(JobStatus.RUNNING)));

            long first = Await.value("a checkpoint", () -> cluster.triggerCheckpoint(job));
            assertThat(cluster.triggerCheckpoint(job)).isGreaterThan(first);
            assertThat(cluster.jobs()).containsExactly(new FlinkCluster.KnownJob(job, "counting", JobStatus.RUNNING));

            cluster.cancel(job);
            assertThat(cluster.status(job)).contains(JobStatus.CANCELED);
            cluster.cancel(job);
            assertThat(cluster.status(new JobID())).isEmpty();
        }
    }

    @Test
    void saysWhyAJobFailed() {
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, temp)) {
            JobID job = flink.client().submit(EndlessJob.failingAt("failing", 7));
            assertThat(JobFailures.reason(flink.client().result(job)).orElseThrow())
                    .contains("number 7 fails on purpose");
            assertThatThrownBy(() -> flink.client().triggerCheckpoint(job))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_UNREACHABLE));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void listensOnLoopbackAloneAndLeavesNoThreadsBehind() throws IOException {
        Set<String> before = listening();
        EmbeddedFlink flink = EmbeddedFlink.start(3, temp);
        Set<String> ours = listening();
        ours.removeAll(before);
        assertThat(ours).isNotEmpty().allMatch(address -> address.endsWith("0100007F"), "is 127.0.0.1");

        flink.close();

        Await.until("its threads are gone", () -> flinkThreads().isEmpty());
        assertThat(listening()).doesNotContainAnyElementsOf(ours);
    }

    private static List<String> flinkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("flink-") && !name.contains("scheduler"))
                .toList();
    }

    /** Listening sockets of this process's network as {@code inode:address}, the address in the kernel's hexadecimal form. */
    private static Set<String> listening() throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> own = ownInodes();
        for (String file : List.of("tcp", "tcp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/net", file));
            for (String line : lines.subList(1, lines.size())) {
                List<String> fields = List.of(line.strip().split("\\s+"));
                if (fields.get(3).equals("0A") && own.contains(fields.get(9))) {
                    String address = fields.get(1).substring(0, fields.get(1).indexOf(':'));
                    found.add(fields.get(9) + ":" + address);
                }
            }
        }
        return found;
    }

    private static Set<String> ownInodes() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(EmbeddedFlinkIT::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
