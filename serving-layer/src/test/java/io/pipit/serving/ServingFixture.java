package io.pipit.serving;

import io.pipit.core.Polling;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.lambda.LambdaLimits;
import io.pipit.serving.query.Answer;
import io.pipit.serving.query.Question;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log, a lake, a stub of the speed layer, and serving layers over them. */
final class ServingFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** For fresh rows. */
    static final long ROOM = 512L << 20;

    static final int PARTITIONS = 2;
    static final TranslatedQuery SUMS = Handmade.query(
            "SELECT 'raw' AS t, count(*)::BIGINT AS c, coalesce(sum(value), 0)::BIGINT AS s FROM {events} AS e"
                    + " UNION ALL SELECT 'agg', coalesce(sum(hits), 0)::BIGINT, coalesce(sum(total), 0)::BIGINT FROM {by_kind} AS a"
                    + " UNION ALL SELECT 'latest', count(*)::BIGINT, coalesce(sum(value), 0)::BIGINT FROM {latest} AS l",
            "t",
            "String",
            "c",
            "Int64",
            "s",
            "Int64");

    private final Path folder;
    private final EmbeddedBroker broker;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Engine engine;
    private final Topics topics;
    final Lake lake;
    final LogAdmin admin;
    final Plan plan;
    final SpeedStub speed;
    final FreshWriter fresh;

    ServingFixture(EmbeddedBroker broker, Path folder, String prefix, Plan plan) {
        this.broker = broker;
        this.folder = folder.resolve(prefix);
        this.plan = plan;
        this.topics = new Topics(prefix);
        this.engine = Engine.open(new EngineConfig(1, 256L << 20, this.folder.resolve("stub-spill")));
        this.lake = new Lake(new LakeConfig(
                "jdbc",
                "jdbc:h2:" + this.folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1",
                this.folder.resolve("warehouse").toString(),
                Map.of()));
        this.admin = new LogAdmin(broker.bootstrapServers(), Map.of());
        LogTopic log = admin.ensure(topics.log("events"), PARTITIONS);
        LogTopic freshTopic = admin.ensure(topics.fresh(), PARTITIONS);
        plan.tables().values().forEach(lake::ensure);
        BlockWriter blocks = new BlockWriter(broker.bootstrapServers(), Map.of());
        this.fresh = new FreshWriter(broker.bootstrapServers(), Map.of(), freshTopic);
        this.speed = new SpeedStub(lake, log, blocks, fresh, engine.session(), plan);
        opened.addAll(List.of(blocks, fresh, admin));
    }

    /** A serving process. */
    ServingLayer serving(Plan served) {
        return serving(served, 200);
    }

    /** The same that asks the lake by itself at other intervals. */
    ServingLayer serving(Plan served, long pollMillis) {
        return serving(served, pollMillis, TablesInPlace.ALWAYS);
    }

    /** The same beside a process that changes tables. */
    ServingLayer serving(Plan served, long pollMillis, TablesInPlace tables) {
        return serving(served, pollMillis, tables, LambdaLimits.STANDARD, ROOM);
    }

    /** The same that has no room for fresh rows, and asks the lake for nothing by itself. */
    ServingLayer servingWithoutRoom() {
        return serving(plan, TimeUnit.HOURS.toMillis(1), TablesInPlace.ALWAYS, LambdaLimits.STANDARD, 0);
    }

    /** The same that does no more than this to keep targets of copies fresh. */
    ServingLayer serving(LambdaLimits limits) {
        return serving(plan, 200, TablesInPlace.ALWAYS, limits, ROOM);
    }

    private ServingLayer serving(
            Plan served, long pollMillis, TablesInPlace tables, LambdaLimits limits, long freshLimitBytes) {
        ServingConfig config = new ServingConfig(
                2,
                256L << 20,
                freshLimitBytes,
                folder.resolve("spill-" + opened.size()),
                2,
                10_000,
                3_000,
                1 << 20,
                pollMillis,
                limits);
        ServingLayer layer =
                new ServingLayer(config, new KafkaSettings(broker.bootstrapServers(), Map.of()), topics, lake, tables);
        opened.add(layer);
        layer.start(served);
        return layer;
    }

    ServingLayer serving() {
        return serving(plan);
    }

    /** What a query says: rows as text. */
    static Answer<List<List<String>>> ask(ServingLayer layer, TranslatedQuery query, PositionVector min) {
        return layer.ask(new Question(q -> query, min), (columns, rows, reading) -> {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    row.add(rows.getString(i + 1));
                }
                all.add(row);
            }
            return all;
        });
    }

    /** Counts and sums of the three tables at one position. */
    static Answer<Map<String, List<Long>>> sums(ServingLayer layer, PositionVector min) {
        Answer<List<List<String>>> answer = ask(layer, SUMS, min);
        Map<String, List<Long>> sums = new TreeMap<>();
        answer.result().forEach(r -> sums.put(r.get(0), List.of(Long.valueOf(r.get(1)), Long.valueOf(r.get(2)))));
        return new Answer<>(sums, answer.position(), answer.lakeRows(), answer.freshRows());
    }

    /** What the three tables hold at a position. */
    Map<String, List<Long>> expected(PositionVector at) {
        long count = 0;
        long sum = 0;
        Map<String, Long> latest = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            for (SpeedStub.Sent block :
                    speed.range(p, 0, at.next(new LogPartition(speed.log().topicId(), p)))) {
                for (SpeedStub.Event e : block.events()) {
                    count++;
                    sum += e.value();
                    latest.merge(e.kind(), e.value(), Math::max); // the value is the version
                }
            }
        }
        long latestSum = latest.values().stream().mapToLong(Long::longValue).sum();
        return new TreeMap<>(Map.of(
                "raw", List.of(count, sum),
                "agg", List.of(count, sum),
                "latest", List.of((long) latest.size(), latestSum)));
    }

    /** Publishes what is left of a record when its writer dies after the first part. */
    void writeFirstPart(FreshRecord whole) {
        LogTopic aside = admin.ensure(topics.fresh() + ".aside", PARTITIONS);
        try (FreshWriter writer = new FreshWriter(broker.bootstrapServers(), Map.of(), aside, 100);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            writer.write(whole).join();
            TopicPartition partition =
                    new TopicPartition(aside.name(), whole.partition().partition());
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var parts = consumer.poll(PATIENCE).records(partition);
            var first = parts.get(0);
            producer.send(new ProducerRecord<>(
                    topics.fresh(), partition.partition(), null, first.key(), first.value(), first.headers()));
        }
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", 64 << 20);
    }

    /** Everything that was sent. */
    PositionVector end() {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            next.put(new LogPartition(speed.log().topicId(), p), speed.end(p));
        }
        return new PositionVector(next);
    }

    Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            ends.put(p, speed.end(p));
        }
        return ends;
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (long asked = System.nanoTime(); !condition.call(); asked = System.nanoTime()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Polling.rest(asked);
        }
    }

    @Override
    public void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        lake.close();
        engine.close();
    }
}
