package io.pipit.core.log.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.StoredBlock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's process is killed while blocks are written: it is back soon, and what it acknowledged is there. */
class BrokerKillIT {
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 200;
    private static final String TOPIC = "killed";

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        LogTopic before;
        Process process = startWriter();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String[] topic = out.readLine().split(" ");
            before = new LogTopic(topic[0], topic[1], 2);
            while (acknowledged.size() < ACKNOWLEDGED_BEFORE_THE_KILL) {
                acknowledged.add(out.readLine());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }

        Duration fresh = freshStart("fresh");
        long start = System.nanoTime();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"));
                LogAdmin admin = new LogAdmin(broker.bootstrapServers(), Map.of());
                BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());
                BlockReader reader = new BlockReader(broker.bootstrapServers(), Map.of())) {
            assertThat(admin.ensure(TOPIC, 2)).isEqualTo(before);
            writer.write(before, block("again")).get();
            Duration restart = Duration.ofNanos(System.nanoTime() - start);
            // Five seconds on a machine that is not busy with something else; what a fresh start takes says how busy it
            // is.
            if (restart.compareTo(Duration.ofSeconds(5)) > 0) {
                Duration slower = longer(fresh, freshStart("later"));
                assertThat(restart).as("a fresh start took %s", slower).isLessThan(slower.multipliedBy(3));
            }

            reader.assign(before, Map.of(0, 0L, 1, 0L));
            assertThat(read(reader, admin.latest(before))).containsAll(acknowledged);
        }
    }

    private Duration freshStart(String name) {
        long start = System.nanoTime();
        EmbeddedBroker.start(folder.resolve(name)).close();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Set<String> read(BlockReader reader, Map<Integer, Long> until) {
        long count = until.values().stream().mapToLong(Long::longValue).sum();
        Set<String> read = new HashSet<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        for (long seen = 0; seen < count && System.nanoTime() < deadline; ) {
            for (StoredBlock block : reader.poll(Duration.ofMillis(200))) {
                read.add(new String(block.rows().bytes(), StandardCharsets.UTF_8));
                seen++;
            }
        }
        return read;
    }

    private Process startWriter() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.resolve("log").toString())
                .redirectError(new File("/dev/null"))
                .start();
    }

    private static Block block(String text) {
        return new Block(
                new BlockHeader("events", 1, 0, 1, 0, "", 0), text.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    /** The process that is killed: a broker, and a writer that prints what was acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]));
            LogTopic log = new LogAdmin(broker.bootstrapServers(), Map.of()).ensure(TOPIC, 2);
            BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());
            System.out.println(log.name() + " " + log.topicId());
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                String text = "block" + i;
                writer.write(log, block(text)).get();
                System.out.println(text);
            }
        }
    }
}
