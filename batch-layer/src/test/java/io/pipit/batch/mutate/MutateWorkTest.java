package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.EngineClause.Kind;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.SnapshotPick;
import io.pipit.core.lake.TableState;
import io.pipit.core.sql.MergeSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a condition is true for goes, in every file and version; everything else stays. */
class MutateWorkTest {
    @TempDir
    Path folder;

    private LakeFixture fixture;
    private EngineSession session;
    private TableSpec spec;
    private LakeTable table;
    private int blocks;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        session = fixture.session;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void rowsOfSeveralFiles() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2)");
        add("('c', 3), ('d', 4)");
        add("('e', 1), ('f', 1)");
        MutateWork work = new MutateWork(session, table, spec);

        assertThat(work.count(table.refresh(), "v = 1 OR k = 'd'")).isEqualTo(4);
        assertThat(delete(table.refresh(), "v = 1 OR k = 'd'")).isEqualTo(4);

        assertThat(read()).isEqualTo("b2 c3");
        assertThat(table.refresh().files()).as("what is left of two files").hasSize(1);
        long snapshot = table.refresh().snapshotId();
        assertThat(delete(table.refresh(), "v = 1")).isZero();
        assertThat(table.refresh().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void noOlderVersionComesToLight() {
        table(new EngineClause(Kind.REPLACING, "v", "", List.of()));
        add("('a', 1), ('b', 1)");
        add("('a', 5), ('b', 2)");
        assertThat(delete(table.refresh(), "v = 1"))
                .as("no row has that version as queries see them")
                .isZero();
        assertThat(delete(table.refresh(), "v > 2")).isEqualTo(1);
        assertThat(read()).isEqualTo("b2");
        assertThat(table.refresh().rows()).isEqualTo(2);
    }

    @Test
    void rowsWhoseKeyIsAnArray() {
        for (Kind kind : List.of(Kind.MERGE_TREE, Kind.REPLACING)) {
            boolean merges = kind == Kind.REPLACING;
            keyed("Array(String)", "t_" + kind, new EngineClause(kind, merges ? "v" : "", "", List.of()));
            add("(['a'], 1), (['a', 'b'], 2), ([], 3)");
            add("(['b'], 4), (['a', 'b'], 5)");
            assertThat(delete(table.refresh(), "v = 2"))
                    .as("of two rows of one key, the older one is seen where nothing merges")
                    .isEqualTo(merges ? 0 : 1);
            assertThat(delete(table.refresh(), "k = ['a'] OR empty(k)")).isEqualTo(2);
            assertThat(read()).isEqualTo("[a, b]5 [b]4");
            assertThat(delete(table.refresh(), "has(k, 'a')")).isEqualTo(1);
            assertThat(read()).isEqualTo("[b]4");
        }
    }

    @Test
    void rowsThatComeLaterStay() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1)");
        TableState edge = table.refresh();
        add("('a', 2)");
        assertThat(delete(edge, "")).isEqualTo(1);
        assertThat(read()).isEqualTo("a2");
    }

    @Test
    void rowsThatAreNamedByWhereTheyAreFromGoOnce() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2), ('c', 1)");
        TableState edge = table.refresh();
        add("('a', 1)");
        String rows = "(_feed, _part, _off, _row) <= ('log:t', 0, " + (blocks - 2) + ", 1)";
        MutateSpec.Change change =
                new MutateSpec.Change("r1", "t", "v = 1", List.of(), MutateSpec.Change.NO_SNAPSHOT, rows);
        assertThat(new MutateWork(session, table, spec).change(edge, PositionVector.START, change))
                .isEqualTo(new MutateWork.Outcome(1, 0, false));
        assertThat(read()).isEqualTo("a1 b2 c1");
        assertThat(new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, change))
                .isEqualTo(new MutateWork.Outcome(0, 0, true));
    }

    @Test
    void filesThatAreGoneMeanwhileStopIt() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2)");
        TableState edge = table.refresh();
        delete(edge, "v = 1");
        assertThatThrownBy(() -> delete(edge, "v = 2")).hasMessageContaining("its files have changed");
        assertThat(read()).isEqualTo("b2");
    }

    @Test
    void rowsOfFilesTakeThePlaceOfOthersOnce() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2)");
        TableState edge = table.refresh();
        add("('late', 1)");
        MutateSpec.Change change = new MutateSpec.Change("r1", "t", "v = 1", staged("('x', 1), ('y', 1)"));

        assertThat(new MutateWork(session, table, spec).change(edge, PositionVector.START, change))
                .isEqualTo(new MutateWork.Outcome(1, 2, false));
        assertThat(read()).isEqualTo("b2 late1 x1 y1");
        assertThat(new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, change))
                .as("the job had died before it could say that it was done")
                .isEqualTo(new MutateWork.Outcome(0, 0, true));
        assertThat(read()).isEqualTo("b2 late1 x1 y1");

        MutateSpec.Change whole = new MutateSpec.Change("r2", "t", "", staged("('z', 9)"));
        new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, whole);
        assertThat(read()).isEqualTo("z9");
    }

    @Test
    void whatWasComputedBeforeAnotherChangeIsRefused() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1)");
        TableState edge = table.refresh();
        delete(edge, "v = 1");
        MutateSpec.Change late = new MutateSpec.Change("r1", "t", "v = 5", staged("('x', 5)"));
        assertThatThrownBy(() -> new MutateWork(session, table, spec).change(edge, PositionVector.START, late))
                .hasMessageContaining("done again with a new edge");
    }

    @Test
    void theRowsOfAnOlderSnapshotComeBackAndNoFeedCountsLess() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1)");
        add("('b', 2)");
        TableState older = table.refresh();
        add("('c', 3)");
        delete(table.refresh(), "k = 'a'");
        TableState edge = table.refresh();
        add("('late', 1)");
        MutateSpec.Change back = new MutateSpec.Change("r1", "t", "", List.of(), older.snapshotId());

        assertThat(new MutateWork(session, table, spec).change(edge, PositionVector.START, back))
                .isEqualTo(new MutateWork.Outcome(2, 2, false));
        assertThat(read()).isEqualTo("a1 b2 late1");
        assertThat(table.refresh().coverage().feeds()).isEqualTo(edge.coverage().feeds());
        assertThat(table.history())
                .hasSize(6)
                .first()
                .matches(one -> one.author().equals("rollback:" + older.snapshotId()) && one.rows() == 3);

        table.expire(System.currentTimeMillis() + 1, 1);
        assertThat(read()).as("no file is gone that came back").isEqualTo("a1 b2 late1");
        MutateSpec.Change gone = new MutateSpec.Change("r2", "t", "", List.of(), older.snapshotId());
        assertThatThrownBy(
                        () -> new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, gone))
                .hasMessageContaining("has expired");
        assertThatThrownBy(() -> SnapshotPick.of("t", table.history(), "" + older.snapshotId()))
                .hasMessageContaining("'pipit history t' lists all");
    }

    @Test
    void runsWhoseRowsWentMayRunAgain() {
        table(EngineClause.MERGE_TREE);
        commitRun("one");
        TableState older = table.refresh();
        commitRun("two");
        MutateSpec.Change back = new MutateSpec.Change("r1", "t", "", List.of(), older.snapshotId());
        new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, back);
        assertThat(copied().number()).isEqualTo(2);
        assertThat(counting()).containsExactly("one");
    }

    @Test
    void allRunsWhoseRowsWentMayRunAgainAndNoneThatCameMeanwhile() {
        table(EngineClause.MERGE_TREE);
        commitRun("one");
        commitRun("two");
        TableState edge = table.refresh();
        commitRun("three");
        MutateSpec.Change all = new MutateSpec.Change("r1", "t", "", List.of());
        new MutateWork(session, table, spec).change(edge, PositionVector.START, all);
        assertThat(read()).isEqualTo("three1");
        assertThat(counting()).containsExactly("three");
        assertThat(copied().asWritten()).isTrue();

        TableState older = table.refresh();
        commitRun("four");
        TableState newer = table.refresh();
        commitRun("five");
        MutateSpec.Change back = new MutateSpec.Change("r2", "t", "", List.of(), older.snapshotId());
        new MutateWork(session, table, spec).change(newer, PositionVector.START, back);
        assertThat(read()).isEqualTo("five1 three1");
        assertThat(counting()).containsExactly("five", "three");
    }

    @Test
    void runsMayRunAgainWhoseRowsHadGoneBeforeAllWent() {
        table(EngineClause.MERGE_TREE);
        commitRun("one");
        delete(table.refresh(), "v = 1");
        assertThat(counting()).as("rows that were deleted stay deleted").containsExactly("one");

        assertThat(delete(table.refresh(), "")).isZero();
        assertThat(counting()).isEmpty();
        long snapshot = table.refresh().snapshotId();
        assertThat(delete(table.refresh(), "")).isZero();
        assertThat(table.refresh().snapshotId()).as("nothing is left to go").isEqualTo(snapshot);
    }

    @Test
    void rowsThatAreMarkedAsDeletedGoWithAllOthers() {
        table(new EngineClause(Kind.REPLACING, "", "v", List.of()));
        add("('a', 0)");
        add("('a', 1)");
        assertThat(read()).isEmpty();
        assertThat(delete(table.refresh(), "")).isZero();
        assertThat(table.refresh().files()).isEmpty();
    }

    private CopyCoverage copied() {
        return table.refresh().coverage().copies().get("copy:c");
    }

    /** A rollback beyond the emptying brings rows back: a key that had counted would add them a second time. */
    @Test
    void keysOfRowsThatComeBackCountAgain() {
        table(EngineClause.MERGE_TREE);
        commitRun("one");
        commitRun("two");
        TableState full = table.refresh();
        delete(table.refresh(), "");
        commitRun("three");
        assertThat(counting()).containsExactly("three");

        MutateSpec.Change back = new MutateSpec.Change("r1", "t", "", List.of(), full.snapshotId());
        new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, back);
        assertThat(read()).isEqualTo("one1 two1");
        assertThat(counting()).containsExactly("one", "two");
        assertThat(copied().numberOfRun("three"))
                .as("it has committed for ever")
                .contains(3L);
    }

    /** The keys under which no run would add. */
    private List<String> counting() {
        return copied().numbersByKey().keySet().stream()
                .filter(key -> copied().numberOf(key).isPresent())
                .toList();
    }

    private void commitRun(String key) {
        List<LakeFile> files = staged("('" + key + "', 1)");
        table.commit(new TableChange(
                files,
                List.of(),
                CoveragePlan.set(coverage -> coverage.withCopy(
                        "copy:c",
                        CopyCoverage.following(coverage.copies().get("copy:c"), key, key, PositionVector.START, 1)
                                .wrote(1, 10))),
                "copy:c"));
    }

    @Test
    void filesThatAreGoneAreNotCommitted() throws IOException {
        table(EngineClause.MERGE_TREE);
        add("('a', 1)");
        List<LakeFile> files = staged("('x', 5)");
        Files.delete(Path.of(files.get(0).path()));
        MutateSpec.Change change = new MutateSpec.Change("r1", "t", "", files);
        assertThatThrownBy(() ->
                        new MutateWork(session, table, spec).change(table.refresh(), PositionVector.START, change))
                .hasMessageContaining("send the file again");
        assertThat(read()).isEqualTo("a1");
    }

    private long delete(TableState edge, String condition) {
        MutateSpec.Change change =
                new MutateSpec.Change(UUID.randomUUID().toString(), spec.name(), condition, List.of());
        return new MutateWork(session, table, spec)
                .change(edge, PositionVector.START, change)
                .removed();
    }

    private List<LakeFile> staged(String values) {
        return table.write(
                session,
                spec,
                "SELECT 'change:t' AS _feed, 0 AS _part, 99::BIGINT AS _off, (row_number() OVER () - 1)::INTEGER AS _row,"
                        + " TIMESTAMP '2026-01-01 00:00:00' AS _at, k, v::UINTEGER AS v FROM (VALUES " + values
                        + ") AS r(k, v)");
    }

    private void table(EngineClause clause) {
        keyed("String", "t", clause);
    }

    private void keyed(String key, String name, EngineClause clause) {
        spec = new TableSpec(
                name,
                List.of(new Column("k", TypeParser.parse(key)), new Column("v", TypeParser.parse("UInt32"))),
                clause,
                List.of(new SortKey("k", "\"k\"", "k")),
                PartitionKey.NONE);
        table = fixture.lake.ensure(spec);
    }

    private void add(String values) {
        String rows = "SELECT 'log:t' AS _feed, 0 AS _part, " + blocks++ + "::BIGINT AS _off,"
                + " (row_number() OVER () - 1)::INTEGER AS _row, TIMESTAMP '2026-01-01 00:00:00' AS _at, k, v::UINTEGER AS v"
                + " FROM (VALUES " + values + ") AS r(k, v)";
        table.commit(new TableChange(
                table.write(session, spec, rows), List.of(), CoveragePlan.set(coverage -> coverage), "speed"));
    }

    private String read() {
        String rows =
                new MergeSql().merged(spec, table.scanSql(spec, table.refresh().files()), false);
        return session.query(
                "SELECT coalesce(string_agg(k::VARCHAR || v, ' ' ORDER BY k, v), '') FROM " + rows + " AS m",
                result -> {
                    result.next();
                    return result.getString(1);
                });
    }
}
