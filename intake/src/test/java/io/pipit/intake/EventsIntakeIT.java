package io.pipit.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.log.embedded.EmbeddedBroker;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is in the real log, once, and the engine reads it. */
class EventsIntakeIT {
    private static final TableSpec TABLE = new TableSpec(
            "events",
            List.of(
                    new Column("id", TypeParser.parse("UInt32"), "$.id", ""),
                    new Column("at", TypeParser.parse("DateTime64(3)"), "$.at", "now64()")),
            EngineClause.MERGE_TREE,
            List.of(),
            PartitionKey.NONE);

    @Test
    void acknowledgedEventsAreInTheLog(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"));
                LogAdmin admin = new LogAdmin(broker.bootstrapServers(), Map.of())) {
            LogTopic log = admin.ensure("it.log.events", 2);
            PositionVector position = send(broker, log, folder);
            List<StoredBlock> blocks = read(broker, log, position);

            assertThat(blocks).allMatch(b -> b.offset() < position.next(b.partition()));
            List<SourceRows> rows = blocks.stream()
                    .map(b -> SourceRows.raw(
                            "log:events",
                            b.partition().partition(),
                            b.offset(),
                            b.header().acceptedAtMicros(),
                            b.rows()))
                    .toList();
            try (Engine engine = Engine.open(new EngineConfig(1, 200_000_000, folder.resolve("tmp")));
                    EngineSession session = engine.session()) {
                session.createFromRows("events", true, TABLE, rows);
                assertThat(session.queryLong("select count(*) from events")).isEqualTo(20_000 + 100);
                assertThat(session.queryLong("select count(distinct id) from events"))
                        .isEqualTo(20_000 + 100);
                assertThat(session.queryLong("select count(distinct (_part, _off, _row)) from events"))
                        .isEqualTo(20_000 + 100);
            }
            assertThat(blocks.stream()
                            .mapToInt(b -> b.header().quarantinedCount())
                            .sum())
                    .isEqualTo(100);
        }
    }

    private static PositionVector send(EmbeddedBroker broker, LogTopic log, Path folder) throws Exception {
        IntakeConfig config = IntakeConfig.DEFAULTS.withLogFolder(folder);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        try (BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());
                EventsIntake intake = new EventsIntake(config, writer::write, Clock.systemUTC())) {
            intake.apply(Map.of("events", TABLE), Set.of(), Map.of("events", log), ComputedDefaults.NONE);
            StringBuilder large = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                large.append("{\"id\":").append(1_000 + i).append(",\"at\":\"2026-11-21T10:00:00Z\"}\n");
            }
            receipts.add(intake.accept(request(large.toString(), "large")));
            for (int i = 0; i < 100; i++) {
                receipts.add(intake.accept(request("{\"id\":" + i + "}\n{\"id\":\"x\"}", "")));
            }
            receipts.add(intake.accept(request(large.toString(), "large")));
            PositionVector all = PositionVector.START;
            for (CompletableFuture<Receipt> receipt : receipts) {
                all = later(all, receipt.get(60, TimeUnit.SECONDS).position());
            }
            return all;
        }
    }

    private static PositionVector later(PositionVector a, PositionVector b) {
        var next = new java.util.TreeMap<LogPartition, Long>(a.next());
        b.next().forEach((partition, offset) -> next.merge(partition, offset, Math::max));
        return new PositionVector(next);
    }

    private static EventsRequest request(String body, String key) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new EventsRequest(
                "events",
                EventFormat.NDJSON,
                ContentCoding.IDENTITY,
                new ByteArrayInputStream(bytes),
                bytes.length,
                key);
    }

    private static List<StoredBlock> read(EmbeddedBroker broker, LogTopic log, PositionVector to) {
        List<StoredBlock> blocks = new ArrayList<>();
        long expected = to.next().values().stream().mapToLong(Long::longValue).sum();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try (BlockReader reader = new BlockReader(broker.bootstrapServers(), Map.of())) {
            reader.assign(log, Map.of(0, 0L, 1, 0L));
            while (blocks.size() < expected) {
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                blocks.addAll(reader.poll(Duration.ofMillis(200)));
            }
        }
        return blocks;
    }
}
