package io.pipit.intake.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.Polling;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.MessageField;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.RecentKeys;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.connector.KafkaConnection;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Format;
import io.pipit.core.project.connector.KafkaSource.Kept;
import io.pipit.core.project.connector.KafkaSource.Reset;
import io.pipit.core.project.connector.KafkaSources;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.IntakeConfig;
import io.pipit.intake.gather.BlockSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with foreign topics and logs, and what reads both. */
final class TopicFixture implements AutoCloseable {
    static final int LOG_PARTITIONS = 2;
    private static final long DEADLINE_SECONDS = 120;

    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Engine engine;
    final Admin admin;
    final LogAdmin logs;
    final List<FeederObserver.Report> reports = new CopyOnWriteArrayList<>();

    TopicFixture(Path folder) {
        broker = EmbeddedBroker.start(folder.resolve("log"));
        Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(servers);
        logs = new LogAdmin(broker.bootstrapServers(), Map.of());
        // Not idempotent: for minutes such a producer may not get over a topic that is made anew or gets partitions.
        Map<String, Object> plain =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "enable.idempotence", false, "acks", "all");
        producer = new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer());
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder.resolve("tmp")));
    }

    /** A table of events with an id. */
    static TableSpec table(String name) {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("id", TypeParser.parse("UInt32"), "$.id", ""),
                new Column("s", TypeParser.parse("String"), "$.s", "''")));
        for (MessageField field : MessageField.values()) {
            columns.add(new Column(field.column(), TypeParser.parse(field.type())));
        }
        return new TableSpec(name, columns, EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE);
    }

    KafkaSource source(String name, Reset reset, Format values) {
        return source(name, reset, values, "");
    }

    KafkaSource source(String name, Reset reset, Format values, String registryUrl) {
        KafkaConnection connection = new KafkaConnection(
                "foreign",
                broker.bootstrapServers(),
                registryUrl,
                Map.of("security.protocol", "PLAINTEXT", "session.timeout.ms", "6000"));
        return new KafkaSource(
                name,
                connection,
                "foreign." + name,
                "group." + name,
                reset,
                Format.JSON_WITHOUT_SCHEMA,
                values,
                Set.of(Kept.HEADERS));
    }

    LogTopic log(String name) {
        return logs.ensure("it.log." + name, LOG_PARTITIONS);
    }

    void topic(String name, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic("foreign." + name, partitions, (short) 1)))
                .all()
                .get(60, TimeUnit.SECONDS);
        await("the topic is there", () -> logs.describe("foreign." + name).isPresent());
    }

    void partitions(String name, int partitions) throws Exception {
        admin.createPartitions(Map.of("foreign." + name, NewPartitions.increaseTo(partitions)))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    void send(String name, int partition, byte[] key, byte[] value) throws Exception {
        List<Header> headers = List.of(new RecordHeader("h", "1".getBytes(StandardCharsets.UTF_8)));
        producer.send(new ProducerRecord<>("foreign." + name, partition, key, value, headers))
                .get(60, TimeUnit.SECONDS);
    }

    /** Sends events with the ids of a range, spread over partitions. */
    void send(String name, int partitions, int from, int to) {
        for (int id = from; id < to; id++) {
            byte[] value = ("{\"id\":" + id + "}").getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("foreign." + name, id % partitions, null, value));
        }
        producer.flush();
    }

    /** A process with feeders, or what is left of it. */
    final class Process implements AutoCloseable {
        final EventsIntake intake;
        final Feeders feeders;
        private final BlockWriter writer = new BlockWriter(broker.bootstrapServers(), Map.of());

        Process(KafkaSource source, UnaryOperator<BlockSink> sink, FeederSteps steps) {
            String name = source.dataSource();
            Map<String, LogTopic> topics = Map.of(name, log(name));
            intake = new EventsIntake(IntakeConfig.DEFAULTS, sink.apply(writer::write), Clock.systemUTC());
            intake.apply(Map.of(name, table(name)), Set.of(), topics, ComputedDefaults.NONE);
            FeederSettings quick = new FeederSettings(50, 20_000, 32 << 20, 50, 500, 200);
            feeders = new Feeders(
                    new FeederParts(
                            intake,
                            data -> Optional.empty(),
                            broker.bootstrapServers(),
                            Map.of(),
                            Clock.systemUTC(),
                            quick,
                            reports::add),
                    steps);
            feeders.apply(
                    new KafkaSources(new TreeMap<>(Map.of(name, source)), new TreeMap<>(), new TreeMap<>()), topics);
        }

        FeederStatus status() {
            return feeders.status().get(0);
        }

        @Override
        public void close() {
            feeders.close();
            intake.close();
            writer.close();
        }
    }

    Process process(KafkaSource source) {
        return new Process(source, sink -> sink, FeederSteps.NONE);
    }

    /** The blocks of a log that count, as every consumer decides it. */
    List<StoredBlock> counted(String name) {
        LogTopic log = log(name);
        List<StoredBlock> blocks = new ArrayList<>();
        RecentKeys keys = new RecentKeys();
        try (BlockReader reader = new BlockReader(broker.bootstrapServers(), Map.of())) {
            Map<Integer, Long> start = new HashMap<>();
            log.logPartitions().forEach(p -> start.put(p.partition(), 0L));
            reader.assign(log, start);
            Map<Integer, Long> end = logs.latest(log);
            while (!reader.reached(log, end)) {
                for (StoredBlock block : reader.poll(Duration.ofMillis(100))) {
                    if (keys.admit(block.partition().partition(), block.header())) {
                        blocks.add(block);
                    }
                }
            }
        }
        return blocks;
    }

    long rows(String name) {
        return counted(name).stream()
                .mapToLong(b -> b.header().rowCount() + b.header().quarantinedCount())
                .sum();
    }

    void awaitRows(String name, long rows) {
        await(rows + " rows of " + name, () -> rows(name) >= rows);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        for (long asked = System.nanoTime(); !condition.getAsBoolean(); asked = System.nanoTime()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Polling.rest(asked);
        }
    }

    List<String> query(String name, String sql) {
        return query(table(name), counted(name), false, sql);
    }

    List<String> quarantine(String name, String sql) {
        return query(QuarantineTable.of(table(name)), counted(name), true, sql);
    }

    private List<String> query(TableSpec table, List<StoredBlock> blocks, boolean quarantined, String sql) {
        List<SourceRows> rows = blocks.stream()
                .filter(b -> !(quarantined ? b.quarantined() : b.rows()).isEmpty())
                .map(b -> SourceRows.raw(
                        "log",
                        b.partition().partition(),
                        b.offset(),
                        b.header().acceptedAtMicros(),
                        quarantined ? b.quarantined() : b.rows()))
                .toList();
        try (EngineSession session = engine.session()) {
            session.createFromRows("t", true, table, rows);
            return session.query(sql, result -> {
                List<String> found = new ArrayList<>();
                while (result.next()) {
                    found.add(result.getString(1));
                }
                return found;
            });
        }
    }

    /** Every message of a topic is there, once. */
    void assertExactlyOnce(String name, long messages) {
        assertThat(
                        query(
                                name,
                                "select count(*) || ' ' || count(distinct id) || ' ' || count(distinct (__partition, __offset)) from t"))
                .containsExactly(messages + " " + messages + " " + messages);
    }

    @Override
    public void close() {
        engine.close();
        producer.close();
        admin.close();
        logs.close();
        broker.close();
    }
}
