package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Logs that begin where lost ones ended, on a real broker. */
class LogContinuationIT {
    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static LogAdmin admin;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("log"));
        admin = new LogAdmin(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void anEmptyLogBeginsWhereTheLostOneEnded(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        try (LogContinuation continuation = continuation()) {
            assertThat(continuation.begin(log, 0, 0)).isZero();
            assertThat(continuation.begin(log, 1, 30_001)).isEqualTo(30_001);
            assertThat(continuation.begin(log, 1, 30_001)).as("again").isEqualTo(30_001);
            assertThat(continuation.blocks(log)).isZero();
        }
        write(log, 1, "next");
        assertThat(texts(log, 1)).containsExactly("30001 next");
        assertThat(admin.earliest(log)).isEqualTo(Map.of(0, 0L, 1, 30_001L));
    }

    @Test
    void blocksThatAreThereComeBehindIt(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        write(log, 0, "a", "b", "c");
        write(log, 1, "d", "e");
        try (LogContinuation continuation = continuation()) {
            assertThat(continuation.blocks(log)).isEqualTo(5);
            assertThat(continuation.begin(log, 0, 10)).isEqualTo(10);
            // The new log has come further than the lost one.
            assertThat(continuation.begin(log, 1, 1)).isEqualTo(3);
        }
        assertThat(texts(log, 0)).containsExactly("10 a", "11 b", "12 c");
        assertThat(texts(log, 1)).containsExactly("3 d", "4 e");
    }

    @Test
    void whatEndedInTheMiddleGoesOn(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        write(log, 0, "a", "b", "c");
        try (LogContinuation dying = continuation()) {
            dying.begin(log, 0, 10, () -> {
                throw new IllegalStateException("dies before what is old is dropped");
            });
        } catch (IllegalStateException e) {
            assertThat(admin.earliest(log)).containsEntry(0, 0L);
        }
        try (LogContinuation continuation = continuation()) {
            assertThat(continuation.blocks(log)).isEqualTo(3);
            assertThat(continuation.begin(log, 0, 10)).isEqualTo(10);
        }
        assertThat(texts(log, 0)).containsExactly("10 a", "11 b", "12 c");
    }

    @Test
    void readersAreRefusedBelowTheBeginning(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        try (LogContinuation continuation = continuation();
                BlockReader reader = new BlockReader(broker.bootstrapServers(), Map.of())) {
            continuation.begin(log, 0, 5);
            assertThatThrownBy(() -> reader.assign(log, Map.of(0, 4L)))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
            reader.assign(log, Map.of(0, 5L));
        }
    }

    private static LogContinuation continuation() {
        return new LogContinuation(broker.bootstrapServers(), Map.of());
    }

    private static LogTopic topic(TestInfo test) {
        return admin.ensure(test.getTestMethod().orElseThrow().getName(), 2);
    }

    private static void write(LogTopic log, int partition, String... texts) throws Exception {
        try (DurableProducer producer = new DurableProducer(broker.bootstrapServers(), Map.of())) {
            for (String text : texts) {
                producer.send(new ProducerRecord<>(log.name(), partition, null, text.getBytes(StandardCharsets.UTF_8)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> texts(LogTopic log, int partition) {
        TopicPartition place = new TopicPartition(log.name(), partition);
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ClientSettings.consumer(broker.bootstrapServers(), Map.of()))) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = admin.latest(log).get(partition);
            while (consumer.position(place) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    texts.add(record.offset() + " " + new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }
}
