package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.Attempt;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.FaultInjector;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
import io.pipit.speed.commit.FeedRange;
import io.pipit.speed.replica.JoinedTables;
import io.pipit.speed.source.LogInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializerTest {
    private static final Target RAW = new Target("events", "log:events");
    private static final Target QUARANTINE = new Target("events_quarantine", "log:events");
    private static final Target KINDS = new Target("kinds", "view:p.kinds");

    private final Memory fresh = new Memory();
    private final MemoryAttempts attempts = new MemoryAttempts();
    private Engine engine;
    private EngineSession session;
    private SpeedPlan plan;
    private Materializer materializer;

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        session = engine.session();
        plan = new HandmadePlan()
                .table("kinds", EngineClause.MERGE_TREE, "kind", "Int64")
                .keyed("kinds", "events", "kinds", "select _part, _off, _row, _at, cast(kind as bigint) from $", "kind")
                .plan();
        begin();
    }

    /** As a task that starts does. */
    private void begin() {
        materializer = new Materializer(plan, session, JoinedTables.NONE, fresh, attempts, FaultInjector.NONE);
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void oneRecordAGatherAndPartitionClosesItsBlocks() {
        start(0, 3, Map.of(RAW, 3L, QUARANTINE, 3L, KINDS, 3L));
        start(1, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        materializer.run(List.of(block(0, 3, "1", ""), block(1, 0, "2", ""), block(0, 4, "3", "")));
        materializer.run(List.of(block(0, 5, "", "")));
        assertThat(fresh.records)
                .extracting(
                        r -> r.partition().partition(),
                        FreshRecord::from,
                        FreshRecord::to,
                        MaterializerTest::rowsByFeed)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, 3L, 5L, Map.of(KINDS.feed(), true)),
                        org.assertj.core.groups.Tuple.tuple(1, 0L, 1L, Map.of(KINDS.feed(), true)),
                        org.assertj.core.groups.Tuple.tuple(0, 5L, 6L, Map.of(KINDS.feed(), false)));
        assertThat(fresh.records).extracting(FreshRecord::attempt).doesNotHaveDuplicates();
    }

    /** Whether there are rows of a view, for each that is named. */
    private static Map<String, Boolean> rowsByFeed(FreshRecord record) {
        Map<String, Boolean> named = new TreeMap<>();
        record.rows().forEach((key, ipc) -> named.put(key.substring(0, key.indexOf('@')), ipc.length > 0));
        return named;
    }

    @Test
    void anEpochAccountsForWhatCameSinceTheLastOne() {
        start(0, 3, Map.of(RAW, 3L, QUARANTINE, 3L, KINDS, 3L));
        materializer.run(List.of(block(0, 3, "1", ""), block(0, 4, "2", "")));
        SortedMap<Target, List<FeedRange>> first = materializer.cut();
        assertThat(first.keySet()).containsExactlyInAnyOrder(RAW, QUARANTINE, KINDS);
        assertThat(first.get(KINDS)).containsExactly(range(KINDS, 3, 5, 1));
        assertThat(materializer.takeRows().byTarget().keySet()).containsExactlyInAnyOrder(RAW, KINDS);

        materializer.run(List.of(block(0, 5, "3", "")));
        assertThat(materializer.cut().get(RAW)).containsExactly(range(RAW, 5, 6, 2));
        assertThat(materializer.takeRows().byTarget().get(RAW))
                .extracting(SourceRows::offset)
                .containsExactly(5L);
        assertThat(materializer.cut()).isEmpty();
    }

    @Test
    void aTableThatIsAheadTakesNothingUntilItsCoverage() {
        start(0, 3, Map.of(RAW, 5L, QUARANTINE, 3L, KINDS, 4L));
        materializer.run(List.of(block(0, 3, "1", ""), block(0, 4, "2", "")));
        SortedMap<Target, List<FeedRange>> ranges = materializer.cut();
        assertThat(ranges).doesNotContainKey(RAW);
        assertThat(ranges.get(KINDS)).containsExactly(range(KINDS, 4, 5, 1));
        assertThat(ranges.get(QUARANTINE)).containsExactly(range(QUARANTINE, 3, 5, 1));
        assertThat(materializer.takeRows().byTarget().keySet()).containsExactly(KINDS);

        materializer.run(List.of(block(0, 5, "3", "")));
        assertThat(materializer.cut().get(RAW)).containsExactly(range(RAW, 5, 6, 2));
    }

    @Test
    void repeatsOfAKeyAreDroppedButAccountedFor() {
        start(0, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        materializer.run(List.of(block(0, 0, "1", "key"), block(0, 1, "1", "key"), block(0, 2, "2", "other")));
        assertThat(fresh.records).extracting(FreshRecord::to).containsExactly(3L);
        SortedMap<Target, List<FeedRange>> ranges = materializer.cut();
        assertThat(materializer.takeRows().byTarget().get(RAW))
                .extracting(SourceRows::offset)
                .containsExactly(0L, 2L);
        FeedRange range = ranges.get(RAW).get(0);
        assertThat(range.to()).isEqualTo(3);
        assertThat(range.recentKeys()).hasSize(2);

        List<Long> window = range.recentKeys();
        begin();
        materializer.start(new LogInput.Start(
                "events", partition(0), 3, Map.of(RAW, 3L, QUARANTINE, 3L, KINDS, 3L), window, Attempt.NONE));
        materializer.run(List.of(block(0, 3, "1", "key")));
        assertThat(materializer.takeRows().byTarget()).isEmpty();
    }

    @Test
    void nothingFollowsACutThatFailed() {
        start(0, 3, Map.of(RAW, 3L, QUARANTINE, 3L, KINDS, 3L));
        materializer.run(List.of(block(0, 3, "1", "")));
        fresh.lost = true;
        assertThatThrownBy(materializer::cut).hasMessage("lost");
        fresh.lost = false;
        assertThatThrownBy(materializer::cut).hasMessageContaining("this task does nothing more");
    }

    @Test
    void whatComesOnceMoreEndsTheTaskInsteadOfCountingTwice() {
        Map<Target, Long> next = Map.of(RAW, 3L, QUARANTINE, 3L, KINDS, 3L);
        start(0, 3, next);
        materializer.run(List.of(block(0, 3, "1", "")));
        assertThatThrownBy(() -> materializer.run(List.of(block(0, 3, "1", ""))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Block 3 of partition 0 of events came where 4 was next");
        assertThatThrownBy(() -> start(0, 3, next))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Partition 0 of events begins at 3, but it stands at 4 already");
        assertThat(materializer.takeRows().byTarget().get(RAW))
                .extracting(SourceRows::offset)
                .containsExactly(3L);
    }

    @Test
    void poisonIsToldToReadersAndToTheCoverage() {
        start(0, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        materializer.run(List.of(block(0, 0, "1", ""), block(0, 1, "x", "")));
        assertThat(fresh.records.get(0).setAside()).singleElement().satisfies(s -> {
            assertThat(s.feed()).isEqualTo(KINDS.feed());
            assertThat(s.offset()).isEqualTo(1);
        });
        SortedMap<Target, List<FeedRange>> ranges = materializer.cut();
        assertThat(ranges.get(KINDS).get(0).setAside())
                .extracting(FeedRange.SetAsideBlock::offset)
                .containsExactly(1L);
        assertThat(ranges.get(RAW).get(0).setAside()).isEmpty();
        materializer.run(List.of(block(0, 2, "1", "")));
        assertThat(materializer.cut().get(KINDS).get(0).setAside()).isEmpty();
    }

    @Test
    void aBlockThatTookTheProcessDownIsSetAsideForTheViewsAndKeptInItsTable() {
        Map<Target, Long> next = Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L);
        Attempt.BlockKey deadly = new Attempt.BlockKey(HandmadePlan.TOPIC_ID, 1);
        Attempt last = new Attempt("dead", Set.of(deadly), Map.of(deadly, Attempts.DEADLY - 1));
        materializer.start(new LogInput.Start("events", partition(0), 0, next, List.of(), last));
        materializer.run(List.of(block(0, 0, "1", ""), block(0, 1, "2", ""), block(0, 2, "3", "")));

        assertThat(fresh.records).extracting(FreshRecord::from).containsExactly(0L, 1L, 2L);
        assertThat(fresh.records.get(1).setAside()).singleElement().satisfies(s -> {
            assertThat(s.feed()).isEqualTo(KINDS.feed());
            assertThat(s.error()).isEqualTo(Attempts.REASON);
        });
        assertThat(materializer.setAside()).isEqualTo(1);
        assertThat(materializer.cut().get(KINDS).get(0).setAside())
                .extracting(FeedRange.SetAsideBlock::offset)
                .containsExactly(1L);
        assertThat(materializer.takeRows().byTarget().get(RAW))
                .extracting(SourceRows::offset)
                .containsExactly(0L, 1L, 2L);
        assertThat(attempts.tried()).doesNotContain(deadly);
    }

    @Test
    void aTaskThatIsEndedSetsNoBlockAside() {
        start(0, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        StoredBlock good = block(0, 0, "1", "");
        StoredBlock poison = block(0, 1, "x", "");
        Thread.currentThread().interrupt(); // as Flink does
        try {
            materializer.run(List.of(good));
            assertThatThrownBy(() -> materializer.run(List.of(poison))).isInstanceOf(PipitException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(fresh.records)
                .singleElement()
                .satisfies(r -> assertThat(r.setAside()).isEmpty());
        assertThat(materializer.takeRows().byTarget()).containsKeys(RAW, KINDS);
    }

    @Test
    void aRunThatFailedIsNeitherRepeatedNorCommitted() {
        start(0, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        List<StoredBlock> blocks = List.of(block(0, 0, "1", ""), block(0, 1, "1", "key"));
        fresh.failing = true; // its rows wait already for the end of the epoch
        assertThatThrownBy(() -> materializer.run(blocks)).hasMessage("not published");
        fresh.failing = false;
        assertThatThrownBy(() -> materializer.run(blocks)).hasMessageContaining("from coverage");
        assertThatThrownBy(() -> materializer.cut()).hasMessageContaining("from coverage");
        assertThat(fresh.records).isEmpty();
    }

    @Test
    void quarantinedRowsGoToTheirOwnTable() {
        start(0, 0, Map.of(RAW, 0L, QUARANTINE, 0L, KINDS, 0L));
        StoredBlock block = block(0, 0, "1", "");
        byte[] bad = "anything".getBytes(StandardCharsets.UTF_8);
        materializer.run(List.of(new StoredBlock(
                block.partition(), 0, new Block(block.header(), block.rows().bytes(), bad))));
        assertThat(materializer.takeRows().byTarget().get(QUARANTINE))
                .singleElement()
                .satisfies(r -> assertThat(r.ipc().bytes()).isEqualTo(bad));
    }

    // --- fixtures

    private void start(int partition, long from, Map<Target, Long> next) {
        materializer.start(new LogInput.Start("events", partition(partition), from, next, List.of(), Attempt.NONE));
    }

    private StoredBlock block(int partition, long offset, String kind, String key) {
        StoredBlock block = HandmadePlan.block(
                session,
                partition,
                offset,
                "select 1::bigint as id, '" + kind + "' as kind, 1::bigint as amount"
                        + (kind.isEmpty() ? " where false" : ""));
        BlockHeader plain = block.header();
        BlockHeader keyed = new BlockHeader("events", 1, plain.acceptedAtMicros(), plain.rowCount(), 0, key, 0);
        return new StoredBlock(
                block.partition(), offset, new Block(keyed, block.rows().bytes(), new byte[0]));
    }

    private static LogPartition partition(int number) {
        return new LogPartition(HandmadePlan.TOPIC_ID, number);
    }

    private static FeedRange range(Target target, long from, long to, long freshNext) {
        return new FeedRange(target.feed(), partition(0), from, to, freshNext, List.of(), List.of());
    }

    /** Records in the order of publishing; each takes one fresh offset of its partition. */
    private static final class Memory implements FreshOutput {
        private final List<FreshRecord> records = new ArrayList<>();
        private final Map<Integer, Long> next = new HashMap<>();
        private boolean failing;
        private boolean lost;

        @Override
        public String attempt() {
            return "attempt-" + records.size();
        }

        @Override
        public void publish(FreshRecord record) {
            if (failing) {
                throw new IllegalStateException("not published");
            }
            records.add(record);
            next.merge(record.partition().partition(), 1L, Long::sum);
        }

        @Override
        public Map<Integer, Long> flush() {
            if (lost) {
                throw new IllegalStateException("lost");
            }
            return next;
        }
    }
}
