package io.pipit.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.compact.CompactSteps.Step;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.EngineClause.Kind;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.sql.MergeSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is compacted, and whatever happens meanwhile, the table reads as before. */
class CompactTableTest {
    private static final LogPartition PARTITION = new LogPartition("topic", 0);
    private static final CompactPolicy POLICY = new CompactPolicy(3, 128 << 20, 1 << 30);
    private static final String FEED = Feed.view("p", "n");

    @TempDir
    Path folder;

    private final Random random = new Random(Long.getLong("seed", 7_121));
    private LakeFixture fixture;
    private EngineSession session;
    private TableSpec spec;
    private LakeTable table;

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
    void allRowsOfAMergeTree() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        survives();
        assertThat(table.refresh().rows()).isEqualTo(next());
    }

    @Test
    void partitionsStayApart() {
        table(EngineClause.MERGE_TREE, new PartitionKey(PartitionKey.Transform.MONTH, "t"), "x Int32", "t DateTime");
        survives();
        assertThat(table.refresh().files().stream().map(StoredFile::partition).distinct())
                .hasSizeGreaterThan(1);
    }

    @Test
    void newestVersionsAndDeletions() {
        table(
                new EngineClause(Kind.REPLACING, "v", "gone", List.of()),
                PartitionKey.NONE,
                "v UInt32",
                "gone UInt8",
                "x Nullable(Int32)");
        survives();
        assertThat(table.refresh().rows()).isLessThan(next());
    }

    @Test
    void states() {
        table(
                new EngineClause(Kind.AGGREGATING, "", "", List.of()),
                PartitionKey.NONE,
                "n AggregateFunction(count)",
                "m SimpleAggregateFunction(max, Int32)",
                "w Nullable(Int32)");
        survives();
        assertThat(table.refresh().rows()).isLessThan(next());
    }

    @Test
    void sums() {
        table(new EngineClause(Kind.SUMMING, "", "", List.of("n")), PartitionKey.NONE, "n Int64", "w Int32");
        survives();
        assertThat(table.refresh().rows()).isLessThan(next());
    }

    /** Arrays have no order in Iceberg, and no bounds in a file: the engine alone sorts and folds by them. */
    @Test
    void rowsOfAnArrayAsKey() {
        List<EngineClause> clauses = List.of(
                EngineClause.MERGE_TREE,
                new EngineClause(Kind.REPLACING, "v", "gone", List.of()),
                new EngineClause(Kind.SUMMING, "", "", List.of("v")));
        for (EngineClause clause : clauses) {
            String name = "by_tags_" + clause.kind();
            keyed("Array(Nullable(String))", name, clause, PartitionKey.NONE, "v UInt32", "gone UInt8", "x Int32");
            survives();
            assertThat(table.refresh().rows() < next())
                    .as("rows of one key are folded by %s", clause)
                    .isEqualTo(clause.kind() != Kind.MERGE_TREE);
        }
    }

    @Test
    void aFewFilesAreLeftAlone() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        feed(10);
        feed(10);
        assertThat(compact(CompactSteps.NONE)).isEqualTo(CompactOutcome.NONE);
        assertThat(table.refresh().files()).hasSize(2);
    }

    @Test
    void commitsMeanwhileStay() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        feedFiles(4);
        CompactOutcome done = compact((step, name) -> feed(5));
        assertThat(done.filesBefore()).isEqualTo(4);
        assertThat(done.filesAfter()).isEqualTo(1);
        assertThat(table.refresh().rows()).isEqualTo(next());
        assertThat(session.queryLong("SELECT count(DISTINCT _off) FROM " + scan()))
                .isEqualTo(next());
    }

    @Test
    void aReplacementMeanwhileWinsAndAllIsLookedAtAgain() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        feedFiles(4);
        boolean[] replaced = new boolean[1];
        CompactOutcome done = compact((step, name) -> {
            if (step == Step.WRITTEN && !replaced[0]) {
                replaced[0] = true;
                List<String> all =
                        table.refresh().files().stream().map(StoredFile::path).toList();
                table.commit(new TableChange(List.of(), all, CoveragePlan.carry(), "copy:c"));
            }
        });
        assertThat(done).isEqualTo(CompactOutcome.NONE);
        assertThat(table.refresh().rows()).isZero();
    }

    @Test
    void aTableThatOthersAlwaysChangeIsLeftToTheNextRun() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        feedFiles(4);
        LakeConfig config = fixture.config();
        LakeConfig refusing =
                new LakeConfig(RefusedCommits.class.getName(), config.uri(), config.warehouse(), config.properties());
        RefusedCommits.refuse(true);
        try (Lake lake = new Lake(refusing)) {
            LakeTable same = lake.find("t").orElseThrow();
            assertThat(new CompactTable(spec, same, new FileGroups(POLICY), CompactSteps.NONE)
                            .run(session, POLICY.runBytes()))
                    .isEqualTo(CompactOutcome.OVERTAKEN);
        } finally {
            RefusedCommits.refuse(false);
        }
        assertThat(table.refresh().files()).hasSize(4);
        assertThat(compact(CompactSteps.NONE).filesBefore()).isEqualTo(4);
    }

    @Test
    void aCrashBetweenStepsChangesNothingOrAll() {
        table(new EngineClause(Kind.REPLACING, "v", "", List.of()), PartitionKey.NONE, "v UInt32", "x Int32");
        for (Step crash : Step.values()) {
            feedFiles(4);
            List<String> before = read();
            assertThatThrownBy(() -> compact((step, name) -> {
                        if (step == crash) {
                            throw new IllegalStateException("killed");
                        }
                    }))
                    .hasMessage("killed");
            assertThat(read()).as("killed when %s", crash).isEqualTo(before);
            feed(20);
            List<String> more = read();
            compact(CompactSteps.NONE);
            assertThat(read()).isEqualTo(more);
        }
    }

    @Test
    void rowsOfKeyedCopyRunsCanStillBeTakenOut() {
        table(new EngineClause(Kind.SUMMING, "", "", List.of("n")), PartitionKey.NONE, "n Int64");
        String copy = Feed.copy("c");
        CopyCoverage covered = null;
        for (int run = 1; run <= 4; run++) {
            covered = CopyCoverage.following(covered, "run" + run, "key" + run, PositionVector.parse(""), 0);
            commitRun(copy, covered, 1);
        }
        feedFiles(3);
        compact(CompactSteps.NONE);
        assertThat(table.refresh().files()).hasSize(1);
        assertThat(session.queryLong("SELECT count(DISTINCT _off) FROM " + scan() + " WHERE _feed = '" + copy + "'"))
                .isEqualTo(4);
    }

    /** A changed view of the table is filled from them. */
    @Test
    void rowsOfTheLastRunOfACopyStayAsTheyAre() {
        table(new EngineClause(Kind.SUMMING, "", "", List.of("n")), PartitionKey.NONE, "n Int64");
        String copy = Feed.copy("c");
        CopyCoverage covered = null;
        for (int run = 1; run <= 3; run++) {
            covered = CopyCoverage.following(covered, "run" + run, "", PositionVector.parse(""), 0);
            commitRun(copy, covered, 5);
        }
        feedFiles(3);
        compact(CompactSteps.NONE);
        assertThat(session.queryLong("SELECT count(*) FROM " + scan() + " WHERE _off = 3 AND _feed = '" + copy + "'"))
                .isEqualTo(5);
        assertThat(session.queryLong("SELECT count(*) FROM " + scan() + " WHERE _off < 3 AND _feed = '" + copy + "'"))
                .as("those of runs before become one")
                .isLessThan(10);
    }

    /** Adds rows of one key, of the last run that a coverage has. */
    private void commitRun(String copy, CopyCoverage covered, int rows) {
        String sql = "SELECT '" + copy + "' AS _feed, 0 AS _part, " + covered.number()
                + "::BIGINT AS _off, range::INTEGER AS _row, TIMESTAMP '2026-01-01 00:00:00' AS _at, 'k' AS k, 1::BIGINT AS n"
                + " FROM range(" + rows + ")";
        table.commit(new TableChange(
                table.write(session, spec, sql),
                List.of(),
                CoveragePlan.set(c -> c.withCopy(copy, covered)),
                "copy:c"));
    }

    @Test
    void aTableWhoseColumnsChangeIsLeftAlone() {
        table(EngineClause.MERGE_TREE, PartitionKey.NONE, "x Int32");
        feedFiles(4);
        List<Column> more = new ArrayList<>(spec.columns());
        more.add(new Column("y", TypeParser.parse("Int32")));
        LakeTable newer =
                fixture.lake.ensure(new TableSpec("t", more, spec.engine(), spec.sortingKey(), spec.partitionKey()));
        assertThat(newer.columns()).contains("y");
        assertThat(compact(CompactSteps.NONE)).isEqualTo(CompactOutcome.NONE);
    }

    /** Compacts again and again while rows arrive, until the files are few. */
    private void survives() {
        for (int round = 0; round < 4; round++) {
            feedFiles(4);
            List<String> before = read();
            TableState state = table.refresh();
            CompactOutcome done = compact(CompactSteps.NONE);
            assertThat(done.filesAfter()).isPositive().isLessThan(done.filesBefore());
            TableState after = table.refresh();
            assertThat(after.coverage()).isEqualTo(state.coverage());
            assertThat(after.rows()).isEqualTo(state.rows() - done.rowsBefore() + done.rowsAfter());
            assertThat(read()).isEqualTo(before);
        }
    }

    private CompactOutcome compact(CompactSteps steps) {
        return new CompactTable(spec, table, new FileGroups(POLICY), steps).run(session, POLICY.runBytes());
    }

    private void table(EngineClause engineClause, PartitionKey partition, String... columns) {
        keyed("String", "t", engineClause, partition, columns);
    }

    private void keyed(String key, String name, EngineClause engineClause, PartitionKey partition, String... columns) {
        List<Column> all = new ArrayList<>(List.of(new Column("k", TypeParser.parse(key))));
        Arrays.stream(columns)
                .map(c -> c.split(" ", 2))
                .forEach(c -> all.add(new Column(c[0], TypeParser.parse(c[1]))));
        spec = new TableSpec(name, all, engineClause, List.of(new SortKey("k", "\"k\"", "k")), partition);
        table = fixture.lake.ensure(spec);
    }

    private void feedFiles(int files) {
        for (int i = 0; i < files; i++) {
            feed(5 + random.nextInt(20));
        }
    }

    /** Commits some more blocks of one random row, as the speed layer does. */
    private void feed(int rows) {
        long from = next();
        List<String> values = new ArrayList<>();
        for (long off = from; off < from + rows; off++) {
            values.add(row(off));
        }
        String names = spec.columns().stream().map(Column::name).collect(Collectors.joining(", "));
        String query = "SELECT * FROM (VALUES " + String.join(", ", values) + ") AS r(_feed, _part, _off, _row, _at, "
                + names + ")";
        table.commit(new TableChange(
                table.write(session, spec, query),
                List.of(),
                CoveragePlan.set(c ->
                        c.withFeed(FEED, new FeedCoverage(new TreeMap<>(Map.of(PARTITION, from + rows))))),
                "speed"));
    }

    private String row(long off) {
        String identity =
                "('" + FEED + "', 0, " + off + "::BIGINT, 0, make_timestamp(" + random.nextInt(50) + "), " + key();
        return spec.columns().stream().skip(1).map(this::value).collect(Collectors.joining(", ", identity + ", ", ")"));
    }

    private String key() {
        String text = "'k" + random.nextInt(5) + "'";
        return spec.columns().get(0).type() instanceof ArrayType
                ? List.of("[]", "[NULL]", "[" + text + "]", "[" + text + ", NULL]", "['k', " + text + "]")
                                .get(random.nextInt(5))
                        + "::VARCHAR[]"
                : text;
    }

    private String value(Column column) {
        return switch (column.name()) {
            case "t" -> "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL " + random.nextInt(3) + " MONTH";
            case "gone" -> random.nextInt(2) + "::UTINYINT";
            default -> {
                boolean absent = column.type().nullable() && random.nextBoolean();
                yield "CAST(" + (absent ? "NULL" : Integer.toString(random.nextInt(9))) + " AS " + column.storage()
                        + ")";
            }
        };
    }

    private long next() {
        FeedCoverage feed = table.refresh().coverage().feeds().get(FEED);
        return feed == null ? 0 : feed.next(PARTITION);
    }

    private String scan() {
        return table.scanSql(spec, table.refresh().files());
    }

    private List<String> read() {
        return session.query("SELECT * FROM " + new MergeSql().merged(spec, scan(), false) + " AS m", result -> {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join("|", row));
            }
            rows.sort(null);
            return rows;
        });
    }
}
