package io.pipit.core.lake;

import static io.pipit.core.lake.LakeFixture.SPEC;
import static io.pipit.core.lake.LakeFixture.append;
import static io.pipit.core.lake.LakeFixture.covered;
import static io.pipit.core.lake.LakeFixture.next;
import static io.pipit.core.lake.LakeFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, files, coverage and the one commit function, against the real catalog. */
class LakeTableTest {
    @TempDir
    Path folder;

    private LakeFixture fixture;
    private LakeTable table;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        table = fixture.lake.ensure(SPEC);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatIsCommittedIsRead() {
        assertThat(table.refresh().snapshotId()).isEqualTo(-1);
        assertThat(fixture.count(table, table.refresh())).isZero();

        TableState state = fixture.commit(table, 0, 100).state();

        assertThat(next(state.coverage())).isEqualTo(100);
        assertThat(state.files()).as("one a month from January to April").hasSize(4);
        assertThat(state.rows()).isEqualTo(100);
        String scan = table.scanSql(SPEC, state.files());
        assertThat(fixture.session.queryLong("SELECT sum(n) FROM " + scan)).isEqualTo(4950);
        assertThat(fixture.session.queryLong("SELECT count(*) FROM " + scan + " WHERE typeof(n) = 'UINTEGER'"))
                .isEqualTo(100);
        assertThat(table.refresh()).as("planned once").isSameAs(table.refresh());
    }

    @Test
    void rowsMayBeSortedByAnArray() {
        TableSpec tagged = new TableSpec(
                "tagged",
                List.of(new Column("tags", new ArrayType(new StringType())), new Column("n", new IntType(32, false))),
                EngineClause.MERGE_TREE,
                List.of(new SortKey("tags", "\"tags\"", "tags"), new SortKey("n", "\"n\"", "n")),
                PartitionKey.NONE);
        LakeTable sorted = fixture.lake.ensure(tagged);
        List<LakeFile> files = sorted.write(
                fixture.session,
                tagged,
                "SELECT * EXCLUDE (\"user\", \"at\"), ['t' || n % 3] AS tags FROM (" + rows(0, 9) + ")");
        TableState state = sorted.commit(append(files, 0, 9)).state();

        assertThat(fixture.session.queryLong(
                        "SELECT count(*) FROM " + sorted.scanSql(tagged, state.files()) + " WHERE tags = ['t1']"))
                .isEqualTo(3);
    }

    @Test
    void aChangeThatIsDoneOrDoesNotFitChangesNothing() {
        List<LakeFile> files = table.write(fixture.session, SPEC, rows(0, 10));
        assertThat(table.commit(append(files, 0, 10)).verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(table.commit(append(files, 0, 10)).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(table.commit(append(files, 20, 30)).verdict()).isEqualTo(Verdict.CONFLICT);
        assertThat(table.refresh().rows()).isEqualTo(10);
    }

    @Test
    void twoWritersRaceAndEachRowCountsOnce() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try (Lake other = fixture.another()) {
            LakeTable theirs = other.ensure(SPEC);
            for (int step = 0; step < 10; step++) {
                long from = step * 10L;
                TableChange mine = append(table.write(fixture.session, SPEC, rows(from, from + 10)), from, from + 10);
                TableChange same = append(table.write(fixture.session, SPEC, rows(from, from + 10)), from, from + 10);
                CompletableFuture<LakeTable.CommitResult> first =
                        CompletableFuture.supplyAsync(() -> table.commit(mine), writers);
                CompletableFuture<LakeTable.CommitResult> second =
                        CompletableFuture.supplyAsync(() -> theirs.commit(same), writers);
                assertThat(List.of(
                                first.get(60, TimeUnit.SECONDS).verdict(),
                                second.get(60, TimeUnit.SECONDS).verdict()))
                        .containsExactlyInAnyOrder(Verdict.COMMIT, Verdict.ALREADY_DONE);
                assertThat(table.refresh().rows()).isEqualTo(from + 10);
            }
        } finally {
            writers.shutdown();
        }
    }

    @Test
    void aReplacementKeepsWhatIsAddedAfterItsEdge() {
        TableState pinned = fixture.commit(table, 0, 10).state();
        fixture.commit(table, 10, 20);
        List<String> remove =
                pinned.files().stream().map(TableState.StoredFile::path).toList();
        List<LakeFile> result = table.write(fixture.session, SPEC, rows(1000, 1003));
        TableChange replace = new TableChange(result, remove, CoveragePlan.carry(), "copy:c");

        TableState state = table.commit(replace).state();

        assertThat(state.rows()).isEqualTo(13);
        assertThat(next(state.coverage())).as("a copy never moves another feed").isEqualTo(20);
        assertThat(table.commit(replace).verdict()).as("its files are gone").isEqualTo(Verdict.CONFLICT);
        assertThat(table.at(pinned.snapshotId()).orElseThrow().rows()).isEqualTo(10);
    }

    @Test
    void replaceAndAppendRace() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try (Lake other = fixture.another()) {
            LakeTable theirs = other.ensure(SPEC);
            TableState pinned = fixture.commit(table, 0, 1).state();
            for (int step = 1; step < 10; step++) {
                long from = step;
                TableChange add = append(table.write(fixture.session, SPEC, rows(from, from + 1)), from, from + 1);
                TableChange swap = new TableChange(
                        theirs.write(fixture.session, SPEC, rows(0, 1)),
                        pinned.files().stream().map(TableState.StoredFile::path).toList(),
                        CoveragePlan.carry(),
                        "compaction");
                var adding = CompletableFuture.supplyAsync(() -> table.commit(add), writers);
                var swapping = CompletableFuture.supplyAsync(() -> theirs.commit(swap), writers);
                assertThat(adding.get(60, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.COMMIT);
                assertThat(swapping.get(60, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.COMMIT);
                TableState state = table.refresh();
                assertThat(state.rows()).isEqualTo(from + 1);
                assertThat(next(state.coverage())).isEqualTo(from + 1);
                String first = swap.add().get(0).path();
                pinned = new TableState(
                        "",
                        0,
                        Coverage.EMPTY,
                        state.files().stream()
                                .filter(f -> f.path().equals(first))
                                .toList());
            }
        } finally {
            writers.shutdown();
        }
    }

    @Test
    void coverageSurvivesCompactionAndExpiry() {
        fixture.commit(table, 0, 10);
        TableState before = fixture.commit(table, 10, 20).state();
        List<LakeFile> compacted =
                table.write(fixture.session, SPEC, "SELECT * FROM " + table.scanSql(SPEC, before.files()));
        table.commit(new TableChange(
                compacted,
                before.files().stream().map(TableState.StoredFile::path).toList(),
                CoveragePlan.carry(),
                "compaction"));
        table.tag("pin", before.snapshotId());
        table.expire(Long.MAX_VALUE, 1);

        TableState state = table.refresh();
        assertThat(next(state.coverage())).isEqualTo(20);
        assertThat(state.rows()).isEqualTo(20);
        assertThat(table.at(before.snapshotId())).as("pinned").isPresent();
        try (Lake other = fixture.another()) {
            LakeTable theirs = other.find("events").orElseThrow();
            assertThat(fixture.count(theirs, theirs.at(before.snapshotId()).orElseThrow()))
                    .isEqualTo(20);
            theirs.untag("pin");
            theirs.expire(Long.MAX_VALUE, 1);
            assertThat(next(theirs.refresh().coverage())).isEqualTo(20);
            assertThat(theirs.at(before.snapshotId())).isEmpty();
        }
    }

    @Test
    void anEmptyCommitMovesCoverage() {
        fixture.commit(table, 0, 10);
        TableState state = table.commit(append(List.of(), 10, 15)).state();
        assertThat(next(state.coverage())).isEqualTo(15);
        assertThat(state.rows()).isEqualTo(10);
        assertThat(table.write(fixture.session, SPEC, rows(0, 0))).isEmpty();
    }

    @Test
    void tablesCommitInParallel() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<LakeTable.CommitResult>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                LakeTable one = fixture.lake.ensure(
                        new TableSpec("t" + i, SPEC.columns(), SPEC.engine(), SPEC.sortingKey(), SPEC.partitionKey()));
                TableChange change = append(one.write(fixture.session, SPEC, rows(0, 10)), 0, 10);
                all.add(CompletableFuture.supplyAsync(() -> one.commit(change), writers));
            }
            for (CompletableFuture<LakeTable.CommitResult> one : all) {
                assertThat(one.get(60, TimeUnit.SECONDS).state().rows()).isEqualTo(10);
            }
            assertThat(fixture.lake.tables()).containsExactly("events", "t0", "t1", "t2", "t3", "t4");
        } finally {
            writers.shutdown();
        }
    }

    @Test
    void anAddedColumnHasItsDefaultInOlderFiles() {
        fixture.commit(table, 0, 3);
        List<Column> columns = new ArrayList<>(SPEC.columns());
        columns.add(new Column("country", new StringType()));
        columns.add(new Column("score", new NullableType(new FloatType(64))));
        TableSpec wider = new TableSpec("events", columns, SPEC.engine(), SPEC.sortingKey(), SPEC.partitionKey());

        LakeTable changed = fixture.lake.ensure(wider);
        changed.commit(append(
                changed.write(
                        fixture.session, wider, "SELECT *, 'TR' AS country, 1.5 AS score FROM (" + rows(3, 5) + ")"),
                3,
                5));

        String scan = changed.scanSql(wider, changed.refresh().files());
        assertThat(fixture.session.queryLong("SELECT count(*) FROM " + scan + " WHERE country = ''"))
                .isEqualTo(3);
        assertThat(fixture.session.queryLong("SELECT count(*) FROM " + scan + " WHERE score IS NULL"))
                .isEqualTo(3);
        assertThat(fixture.session.queryLong("SELECT count(*) FROM " + scan + " WHERE country = 'TR'"))
                .isEqualTo(2);
        assertThat(fixture.count(changed, changed.refresh())).isEqualTo(5);
    }

    @Test
    void otherDifferencesAreRefused() {
        TableSpec other = new TableSpec(
                "events",
                List.of(new Column("user", new IntType(64, true))),
                SPEC.engine(),
                List.of(),
                SPEC.partitionKey());
        assertThatThrownBy(() -> fixture.lake.ensure(other))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.INVALID_PROJECT));
        TableSpec undivided =
                new TableSpec("events", SPEC.columns(), SPEC.engine(), SPEC.sortingKey(), PartitionKey.NONE);
        assertThatThrownBy(() -> fixture.lake.ensure(undivided))
                .hasMessageContaining("partition key is month of at in the lake and none in the project");
    }

    @Test
    void anotherFingerprintMakesTheTableAnew() {
        LakeTable first = fixture.lake.ensure(SPEC, "a");
        assertThat(first.fingerprint()).isEqualTo("a");
        fixture.commit(first, 0, 10);
        LakeTable idle = fixture.lake.ensure(SPEC, "a");
        assertThat(idle.refresh().rows()).isEqualTo(10);

        LakeTable second = fixture.lake.ensure(SPEC, "b");

        assertThat(second.fingerprint()).isEqualTo("b");
        assertThat(second.refresh().snapshotId()).isEqualTo(-1);
        assertThatThrownBy(() -> fixture.commit(first, 10, 20))
                .satisfies(e -> assertThat(((PipitException) e).code()).isEqualTo(ErrorCode.COMMIT_CONFLICT))
                .hasMessageContaining("made anew");
        List<LakeFile> late = second.write(fixture.session, SPEC, LakeFixture.rows(10, 20));
        assertThatThrownBy(() -> idle.commit(LakeFixture.append(late, 10, 20)))
                .as("a handle that has not committed yet")
                .hasMessageContaining("made anew");
        assertThat(fixture.commit(second, 0, 5).state().rows()).isEqualTo(5);
    }

    @Test
    void coverageComesBackWhole() {
        LogPartition other = new LogPartition("a:b", 1);
        Coverage coverage = covered(Coverage.EMPTY, 5)
                .withFeed(
                        "view:p.n",
                        new FeedCoverage(
                                new TreeMap<>(Map.of(other, 7L)),
                                Map.of(0, 3L, 1, 4L),
                                Map.of(0, List.of(1L, -2L, Long.MIN_VALUE)),
                                List.of(new FeedCoverage.SetAsideBlock(other, 6, "too \"odd\""))))
                .withCopy(
                        "copy:c",
                        CopyCoverage.following(
                                        null,
                                        "run",
                                        "2026-01-01",
                                        new PositionVector(new TreeMap<>(Map.of(other, 9L))),
                                        12)
                                .wrote(7, 1L << 40));
        assertThat(CoverageCodec.decode(CoverageCodec.encode(coverage))).isEqualTo(coverage);
        assertThat(CoverageCodec.decode(CoverageCodec.encode(Coverage.EMPTY))).isEqualTo(Coverage.EMPTY);
        assertThatThrownBy(() -> CoverageCodec.decode("{\"v\":9}")).hasMessageContaining("version 9");
    }
}
