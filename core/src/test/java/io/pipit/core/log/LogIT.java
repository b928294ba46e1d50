package io.pipit.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The log against a real broker: what is written is read, and what is gone is never skipped. */
class LogIT {
    private static final Duration DEADLINE = Duration.ofSeconds(120);

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
    void blocksComeBackAsTheyWereWritten(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        Block small = block("", 0, "rows", "bad");
        Block large = new Block(header("", 0), new byte[20_000_000], new byte[0]);
        try (BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());
                BlockReader reader = reader(log, Map.of(0, 0L, 1, 0L))) {
            BlockWriter.Written first = writer.write(log, small).get(60, TimeUnit.SECONDS);
            BlockWriter.Written second = writer.write(log, large).get(60, TimeUnit.SECONDS);
            assertThat(first.topicId()).isEqualTo(log.topicId());

            List<StoredBlock> read = read(reader, 2);
            StoredBlock gotSmall = at(read, first);
            assertThat(gotSmall.header()).isEqualTo(small.header());
            assertThat(gotSmall.rows().bytes()).isEqualTo(small.rows());
            assertThat(gotSmall.quarantined().bytes()).isEqualTo(small.quarantined());
            assertThat(at(read, second).rows().bytes()).hasSize(20_000_000);
        }
    }

    @Test
    void theLastAttemptOfEachPartitionIsFound(TestInfo test) throws Exception {
        LogTopic topic = admin.ensureBounded(
                "attempts." + test.getTestMethod().orElseThrow().getName(), 3, AttemptLog.RETENTION_BYTES);
        assertThat(AttemptLog.last(broker.bootstrapServers(), Map.of(), topic)).isEmpty();
        Attempt.BlockKey block = new Attempt.BlockKey("topic", 7);
        Attempt last = new Attempt("life 2", Set.of(block), Map.of(block, 2));
        try (AttemptLog log = new AttemptLog(broker.bootstrapServers(), Map.of(), topic.name())) {
            for (int i = 0; i < 5; i++) {
                log.write(0, new Attempt("life " + i, Set.of(), Map.of()));
            }
            log.write(0, Attempt.NONE).get(60, TimeUnit.SECONDS);
            log.write(2, last).get(60, TimeUnit.SECONDS);
        }
        assertThat(AttemptLog.last(broker.bootstrapServers(), Map.of(), topic))
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, Attempt.NONE, 2, last));
    }

    @Test
    void aWriterNoticesThatItsLogWasMadeAnew(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        Block keyed = block("key", 0, "rows", "");
        try (BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of())) {
            for (int i = 0; i < 3; i++) {
                writer.write(log, keyed).get(60, TimeUnit.SECONDS);
            }
            admin.delete(log.name());
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (admin.describe(log.name()).isPresent()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            LogTopic other = admin.ensure(log.name(), log.partitions());
            assertThat(other.topicId()).isNotEqualTo(log.topicId());
            for (int i = 0; i < 5; i++) { // also once the new log is longer than the old one was
                assertThatThrownBy(() -> writer.write(log, keyed).get(60, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
            }
            assertThat(writer.write(other, keyed).get(60, TimeUnit.SECONDS).topicId())
                    .isEqualTo(other.topicId());
        }
    }

    @Test
    void theKeyDecidesThePartition(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        try (BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of())) {
            int first = writer.write(log, block("k1", 0, "a", "")).get().partition();
            for (int part = 1; part < 5; part++) {
                assertThat(writer.write(log, block("k1", part, "a", "")).get().partition())
                        .isEqualTo(first);
            }
        }
    }

    @Test
    void ensureFindsWhatExists(TestInfo test) {
        LogTopic log = topic(test);
        assertThat(admin.ensure(log.name(), 2)).isEqualTo(log);
        assertThat(admin.describe("no.such.topic")).isEmpty();
        assertThatThrownBy(() -> admin.ensure(log.name(), 3))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("has 2 partitions; 3 are configured");
    }

    @Test
    void aLogTrimmedTooFarIsDataLoss(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        write(log, 8);
        Map<Integer, Long> latest = admin.latest(log);
        admin.trim(log, Map.of(0, latest.get(0)));
        assertThat(admin.earliest(log)).containsEntry(0, latest.get(0));
        assertThatThrownBy(() -> reader(log, Map.of(0, 1L)))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.DATA_LOSS))
                .hasMessageContaining(log.name())
                .hasMessageContaining("partition 0 from offset 1, but it holds [4, 4)")
                .hasMessageContaining("the offsets 1 to 3 are lost");
    }

    @Test
    void aLogTrimmedUnderAReaderIsDataLoss(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        write(log, 2);
        try (BlockReader reader = reader(log, Map.of(0, 0L, 1, 0L))) {
            read(reader, 2);
            reader.unassign(log, Set.of(0, 1));
            write(log, 8);
            admin.trim(log, Map.of(0, 5L));
            assertThatThrownBy(() -> reader.assign(log, Map.of(0, 1L)))
                    .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.DATA_LOSS));
        }
    }

    @Test
    void anEndBelowTheAskedOffsetIsDataLoss(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        write(log, 4);
        assertThatThrownBy(() -> reader(log, Map.of(1, 7L)))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.DATA_LOSS))
                .hasMessageContaining("the offsets 2 to 6 were read before and are gone");
    }

    @Test
    void aLogThatWasMadeAnewBeforeTheFirstBlockOfAPartitionIsDataLoss(TestInfo test) throws Exception {
        LogTopic old = topic(test);
        admin.delete(old.name());
        awaitGone(old);
        admin.ensure(old.name(), 2);
        assertThatThrownBy(() -> write(old, 1))
                .hasRootCauseInstanceOf(PipitException.class)
                .hasStackTraceContaining("is gone: another topic has its name. This request is in partition")
                .hasStackTraceContaining("of the new one at offset 0");
    }

    @Test
    void aLogMadeAnewIsDataLoss(TestInfo test) throws Exception {
        LogTopic old = topic(test);
        write(old, 4);
        try (BlockReader running = reader(old, Map.of(0, 0L, 1, 0L))) {
            read(running, 4);
            admin.delete(old.name());
            awaitGone(old);
            LogTopic made = admin.ensure(old.name(), 2);
            assertThat(made.topicId()).isNotEqualTo(old.topicId());
            write(made, 12);

            assertThatThrownBy(() -> reader(old, Map.of(0, 2L)))
                    .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.DATA_LOSS))
                    .hasMessageContaining(made.topicId());
            assertThatThrownBy(() -> read(running, 100))
                    .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.DATA_LOSS));
        }
    }

    @Test
    void aRecordHalfPublishedIsVoidAndItsRepeatCounts(TestInfo test) throws Exception {
        LogTopic fresh = topic(test);
        FreshRecord died = fresh(0, 0, 5, "attempt-1", 30_000);
        FreshRecord repeated = fresh(0, 0, 3, "attempt-2", 30_000);
        try (DurableProducer dying = new DurableProducer(broker.bootstrapServers(), Map.of());
                FreshWriter writer = new FreshWriter(broker.bootstrapServers(), Map.of(), fresh, 10_000)) {
            publishFirstParts(dying, fresh, died, 2);
            long next = writer.write(repeated).get(60, TimeUnit.SECONDS);
            writer.write(new CommitNotice("job", 7, Map.of("t", 42L))).get(60, TimeUnit.SECONDS);
            writer.flush();
            assertThat(next).isEqualTo(2 + 4);
            try (FreshReader reader =
                    new FreshReader(broker.bootstrapServers(), Map.of(), fresh, Map.of(0, 0L, 1, 0L))) {
                List<FreshReader.Item> items = items(reader, 3);
                List<FreshReader.Item> ofPartition0 =
                        items.stream().filter(i -> i.freshPartition() == 0).toList();
                FreshRecord record = ofPartition0.get(0).record();
                assertThat(record.attempt()).isEqualTo("attempt-2");
                assertThat(record.to()).isEqualTo(3);
                assertThat(record.rows().get("view:p.n"))
                        .isEqualTo(repeated.rows().get("view:p.n"));
                assertThat(record.setAside()).isEqualTo(repeated.setAside());
                assertThat(ofPartition0.get(0).nextFreshOffset()).isEqualTo(next);
                assertThat(ofPartition0.get(1).notice()).isEqualTo(new CommitNotice("job", 7, Map.of("t", 42L)));
                assertThat(items).filteredOn(i -> i.freshPartition() == 1).hasSize(1);
            }
        }
    }

    @Test
    void aReaderIsWokenAndClosedByAnotherThread(TestInfo test) throws Exception {
        LogTopic log = topic(test);
        BlockReader reader = reader(log, Map.of(0, 0L));
        CompletableFuture<List<StoredBlock>> woken = CompletableFuture.supplyAsync(() -> reader.poll(DEADLINE));
        reader.wakeup();
        assertThat(woken.get(60, TimeUnit.SECONDS)).isEmpty();
        CompletableFuture<List<StoredBlock>> closed = CompletableFuture.supplyAsync(() -> reader.poll(DEADLINE));
        reader.close();
        assertThat(closed.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(reader.poll(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aBrokerThatIsAwayIsSurelyNotAccepted(TestInfo test) {
        LogTopic log = new LogTopic("t", "id", 1);
        Map<String, String> soon = Map.of("max.block.ms", "300");
        try (BlockWriter writer = new BlockWriter("127.0.0.1:9", soon)) {
            assertThatThrownBy(() -> writer.write(log, block("", 0, "a", "")).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE));
        }
    }

    @Test
    void aBrokerThatGoesAwayMayHaveAccepted(@TempDir Path own) throws Exception {
        EmbeddedBroker dying = EmbeddedBroker.start(own.resolve("log"));
        LogTopic log;
        try (LogAdmin its = new LogAdmin(dying.bootstrapServers(), Map.of())) {
            log = its.ensure("dying", 1);
        }
        Map<String, String> soon =
                Map.of("delivery.timeout.ms", "1500", "request.timeout.ms", "1000", "max.block.ms", "1000");
        try (BlockWriter writer = new BlockWriter(dying.bootstrapServers(), soon)) {
            writer.write(log, block("", 0, "a", "")).get(60, TimeUnit.SECONDS);
            dying.close();
            // Nothing leaves this producer any more, so the answer is certain although Kafka only says that time ran
            // out.
            assertThatThrownBy(() -> writer.write(log, block("", 0, "b", "")).get(60, TimeUnit.SECONDS))
                    .cause()
                    .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE));
        }
    }

    // ---

    private static LogTopic topic(TestInfo test) {
        return admin.ensure(test.getTestMethod().orElseThrow().getName(), 2);
    }

    private static BlockReader reader(LogTopic log, Map<Integer, Long> from) {
        BlockReader reader = new BlockReader(broker.bootstrapServers(), Map.of());
        try {
            reader.assign(log, from);
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Spreads blocks over all partitions, one after the other. */
    private static void write(LogTopic log, int blocks) throws Exception {
        try (BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of())) {
            for (int i = 0; i < blocks; i++) {
                String key = keyOf(i % log.partitions(), log.partitions());
                writer.write(log, block(key, i, "row" + i, "")).get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** A key whose blocks go to the partition. */
    private static String keyOf(int partition, int partitions) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "key" + i)
                .filter(key -> KeyHash.partition(key, partitions) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static void publishFirstParts(DurableProducer producer, LogTopic fresh, FreshRecord record, int count)
            throws Exception {
        byte[] body = FreshCodec.encodeBody(record);
        for (int part = 0; part < count; part++) {
            byte[] header = FreshCodec.encode(new FreshCodec.PartHeader(
                    record.partition(), record.from(), record.to(), record.attempt(), part, 4));
            byte[] piece = java.util.Arrays.copyOfRange(body, part * 10_000, (part + 1) * 10_000);
            producer.send(new ProducerRecord<>(
                            fresh.name(),
                            0,
                            null,
                            null,
                            piece,
                            List.of(new org.apache.kafka.common.header.internals.RecordHeader(
                                    FreshCodec.RECORD_HEADER, header))))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static FreshRecord fresh(int partition, long from, long to, String attempt, int bytes) {
        byte[] rows = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            rows[i] = (byte) (i * 31);
        }
        return new FreshRecord(
                new LogPartition("topic", partition),
                from,
                to,
                attempt,
                0,
                1,
                Map.of("view:p.n", rows),
                List.of(new FreshRecord.SetAside("view:p.n", from, "why")));
    }

    private static List<StoredBlock> read(BlockReader reader, int count) {
        List<StoredBlock> all = new ArrayList<>();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            all.addAll(reader.poll(Duration.ofMillis(200)));
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(count);
        return all;
    }

    private static List<FreshReader.Item> items(FreshReader reader, int count) {
        List<FreshReader.Item> all = new ArrayList<>();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            all.addAll(reader.poll(Duration.ofMillis(200)));
        }
        return all;
    }

    private static StoredBlock at(List<StoredBlock> read, BlockWriter.Written where) {
        return read.stream()
                .filter(b -> b.partition().partition() == where.partition() && b.offset() == where.offset())
                .findFirst()
                .orElseThrow();
    }

    private static void awaitGone(LogTopic log) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (admin.describe(log.name()).isPresent() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static Block block(String key, int part, String rows, String quarantined) {
        return new Block(
                header(key, part), rows.getBytes(StandardCharsets.UTF_8), quarantined.getBytes(StandardCharsets.UTF_8));
    }

    private static BlockHeader header(String key, int part) {
        return new BlockHeader("events", 3, 1_700_000_000_000_000L, 4, 1, key, part);
    }
}
