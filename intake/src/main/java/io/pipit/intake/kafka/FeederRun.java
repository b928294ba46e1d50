package io.pipit.intake.kafka;

import io.pipit.core.block.Block;
import io.pipit.core.block.SourceRange;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.SourceChains;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.intake.gather.BlockTarget;
import io.pipit.intake.kafka.ChainLog.Outcome;
import io.pipit.intake.kafka.FeederSteps.Step;
import io.pipit.intake.kafka.OpenBlock.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads a topic until something fails: finds out where the log stands, seeks, and copies from there. Whatever goes wrong, a new run
 * begins at what counts; so nothing here has to be undone. For one thread.
 */
final class FeederRun implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final long IDENTITY_MILLIS = 5_000;
    private static final long COMMIT_MILLIS = 2_000;

    private final KafkaSource source;
    private final FeederParts parts;
    private final FeederMeters meters;
    private final FeederSteps steps;
    private final SourceAdmin admin;
    private final ChainLog log;
    private final MessageMaker maker;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Place> places = new TreeMap<>();
    private final Map<Integer, OpenBlock> open = new HashMap<>();
    private final Deque<SentBlock> sent = new ArrayDeque<>();
    private final GroupOffsets offsets;
    private SourceAdmin.Topic topic;
    private boolean readAgain;
    private boolean unproven;
    private long underWay;
    private long lastIdentity;
    private long lastCommit = System.nanoTime();
    private long lastReport = System.nanoTime();

    /** A block that was written. */
    private record SentBlock(long messages, long quarantined, long bytes, long room, List<SourceRange> ranges) {}

    FeederRun(KafkaSource source, FeederParts parts, FeederMeters meters, FeederSteps steps) {
        this.source = source;
        this.parts = parts;
        this.meters = meters;
        this.steps = steps;
        this.maker = new MessageMaker(source);
        this.admin = new SourceAdmin(source.connection());
        ChainLog opened = null;
        try {
            this.topic = admin.describe(source.topic());
            BlockTarget target = parts.target(source.dataSource());
            opened = parts.chainLog(source.dataSource(), target);
            this.consumer = SourceConsumer.open(source);
        } catch (RuntimeException | Error e) {
            admin.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
        this.log = opened;
        this.offsets = new GroupOffsets(consumer, source.topic(), CLOSE);
    }

    /** Reads until it is told to stop. */
    void run(BooleanSupplier stopped, GoOn goOn) {
        consumer.subscribe(List.of(source.topic()), new Moves());
        while (!stopped.getAsBoolean()) {
            if (readAgain || !places.keySet().equals(assigned())) {
                begin(goOn);
            }
            ConsumerRecords<byte[], byte[]> records = poll();
            steps.done(Step.POLLED);
            if (!readAgain) {
                take(records);
            }
            cut(parts.settings().lingerMillis());
            confirm();
            lookAround();
        }
        finish();
    }

    /** What was gathered is written, and it is waited until that counts. */
    private void finish() {
        cut(0);
        while (log.open() > 0 && !readAgain) {
            confirm();
            pause();
        }
        offsets.commit();
    }

    /** Says once whether to go on with a topic that is another one now. */
    interface GoOn {
        /** Whether somebody said so. */
        boolean asked();

        /** It was done. */
        void done();
    }

    private final class Moves implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Where to read is found out later: until then nothing is fetched, and no offset of the group is asked for.
            partitions.forEach(p -> consumer.seek(p, 0));
            consumer.pause(partitions);
            readAgain = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            offsets.commit();
            steps.done(Step.REVOKED);
            forget();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget();
        }

        private void forget() {
            open.clear();
            places.clear();
            readAgain = true;
        }
    }

    private Set<Integer> assigned() {
        Set<Integer> partitions = new HashSet<>();
        consumer.assignment().forEach(p -> partitions.add(p.partition()));
        return partitions;
    }

    /** Reads the log to its end, and seeks to where it stands. */
    private void begin(GoOn goOn) {
        open.clear();
        places.clear();
        give();
        log.catchUp();
        steps.done(Step.CAUGHT_UP);
        topic = admin.describe(source.topic());
        lastIdentity = System.nanoTime();
        Beginning beginning = new Beginning(
                source, admin, log, meters, parts.target(source.dataSource()).schemaVersion(), parts.nowMicros());
        beginning.begin(topic);
        if (goOn.asked()) {
            beginning.goOver(topic);
            goOn.done();
        }
        steps.done(Step.BEGUN);
        Map<Integer, Long> earliest = admin.earliest(topic);
        Map<Integer, Long> latest = admin.latest(topic);
        Set<Integer> mine = assigned();
        meters.assigned(mine);
        for (int partition : mine) {
            if (!latest.containsKey(partition)) {
                throw SourceErrors.unknownTopic(source.connection(), source.topic(), " It has fewer partitions now.");
            }
            Place place = beginning.place(topic, partition, earliest.get(partition), latest.get(partition));
            places.put(partition, place);
            consumer.seek(tp(partition), place.next());
            meters.at(partition, place.next(), latest.get(partition));
        }
        consumer.resume(consumer.assignment());
        readAgain = false;
        steps.done(Step.SOUGHT);
        meters.reading();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } catch (OffsetOutOfRangeException e) {
            readAgain = true;
            return ConsumerRecords.empty();
        } catch (KafkaException e) {
            throw SourceErrors.of(source.connection(), source.topic(), e);
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        unproven |= !records.isEmpty();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (readAgain) {
                return;
            }
            Place place = places.get(record.partition());
            int partition = log.partition(source.group(), source.topic(), record.partition());
            OpenBlock block = open.computeIfAbsent(
                    partition,
                    p -> new OpenBlock(source, topic.id(), parts.target(source.dataSource()), parts.nowMicros()));
            block.add(maker, record, place);
            long next = record.offset() + 1;
            places.put(record.partition(), new Place(SourceChains.point(topic.id(), next), next));
            if (block.inputBytes() >= parts.settings().blockBytes()) {
                write(partition);
            }
        }
        if (!records.isEmpty()) {
            steps.done(Step.TAKEN);
        }
    }

    private void cut(long ageMillis) {
        for (int partition : Set.copyOf(open.keySet())) {
            if (open.get(partition).ageMillis() >= ageMillis) {
                write(partition);
            }
        }
    }

    /**
     * The topic's id is asked for after its messages were read: what was read between two answers with one id is of that topic. One answer
     * is enough for all blocks of what was read before it.
     */
    private void write(int partition) {
        OpenBlock block = open.remove(partition);
        if (unproven) {
            checkIdentity();
        }
        if (readAgain) {
            return;
        }
        long room = block.inputBytes();
        waitForRoom(room);
        if (readAgain) {
            parts.giveRoom(room);
            return;
        }
        Block built = block.build();
        steps.done(Step.CUT);
        CompletableFuture<?> written = log.write(built);
        written.whenComplete((done, failure) -> parts.giveRoom(room));
        underWay += room;
        sent.add(new SentBlock(
                block.messages(),
                block.quarantined(),
                block.bytes(),
                room,
                built.header().sources()));
        steps.done(Step.SENT);
    }

    private void waitForRoom(long bytes) {
        while (underWay > parts.settings().underWayBytes() && log.open() > 0 && !readAgain) {
            confirm();
            pause();
        }
        while (!parts.takeRoom(bytes)) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.NOT_READY, "The server is stopping.", e);
        }
    }

    private void confirm() {
        int before = log.open();
        if (log.confirm(this::counts) == Outcome.BROKEN) {
            log.failure().ifPresent(failure -> {
                throw SourceErrors.of(source.connection(), source.topic(), failure);
            });
            readAgain = true; // somebody else's block came first
        }
        if (log.open() < before) {
            steps.done(Step.CONFIRMED);
        }
    }

    private void counts(SourceRange range) {
        offsets.counts(range.partition(), range.to());
        sent.stream()
                .filter(block -> block.ranges().contains(range))
                .findFirst()
                .ifPresent(block -> counts(range, block));
    }

    private void counts(SourceRange range, SentBlock block) {
        boolean last = block.ranges().get(block.ranges().size() - 1).equals(range);
        meters.counted(range, last ? block.messages() : 0, last ? block.bytes() : 0);
        if (last) {
            meters.quarantined(block.quarantined());
            underWay -= block.room();
            sent.remove(block);
        }
    }

    private void give() {
        sent.clear();
        underWay = 0;
    }

    private void lookAround() {
        long now = System.nanoTime();
        if (now - lastIdentity > IDENTITY_MILLIS * 1_000_000) {
            checkIdentity();
        }
        if (now - lastCommit > COMMIT_MILLIS * 1_000_000) {
            lastCommit = now;
            lags();
            if (offsets.commitSoon()) {
                steps.done(Step.COMMITTED);
            }
        }
        if (now - lastReport > parts.settings().reportMillis() * 1_000_000) {
            lastReport = now;
            meters.report();
        }
    }

    private void lags() {
        for (TopicPartition partition : consumer.assignment()) {
            Place place = places.get(partition.partition());
            if (place != null && consumer.currentLag(partition).isPresent()) {
                long end = consumer.position(partition)
                        + consumer.currentLag(partition).getAsLong();
                long next = log.point(source.group(), source.topic(), partition.partition())
                        .map(p -> p.next())
                        .orElse(place.next());
                meters.at(
                        partition.partition(),
                        consumer.currentLag(partition).getAsLong() == 0 && next == place.next() ? end : next,
                        end);
            }
        }
    }

    private void checkIdentity() {
        SourceAdmin.Topic now = admin.describe(source.topic());
        lastIdentity = System.nanoTime();
        unproven = false;
        readAgain |= !now.id().equals(topic.id()); // what to do about it is said there
    }

    private TopicPartition tp(int partition) {
        return new TopicPartition(source.topic(), partition);
    }

    /** Ends a wait for messages. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } catch (KafkaException e) {
            // its sockets are closed all the same
        } finally {
            try {
                log.close();
            } finally {
                admin.close();
            }
        }
    }
}
