package io.pipit.speed.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.replica.JoinedTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockViewsTest {
    private static final String BY_KIND =
            "select \"_part\", \"_off\", (row_number() over (partition by \"_part\", \"_off\""
                    + " order by \"kind\") - 1)::integer, any_value(\"_at\"), \"kind\", count(*), sum(\"amount\") from $"
                    + " group by \"_part\", \"_off\", \"kind\"";
    private static final String BIG =
            "select \"_part\", \"_off\", \"_row\", \"_at\", \"id\", \"kind\", \"amount\" from $ where \"amount\" > 50";
    private static final String BY_BIG =
            "select \"_part\", \"_off\", (row_number() over (partition by \"_part\", \"_off\""
                    + " order by \"kind\") - 1)::integer, any_value(\"_at\"), \"kind\", count(*) from $"
                    + " group by \"_part\", \"_off\", \"kind\"";
    private static final String STRICT =
            "select \"_part\", \"_off\", \"_row\", \"_at\", cast(\"kind\" as bigint) from $";

    private Engine engine;
    private EngineSession session;
    private SpeedPlan plan = fixture();

    @BeforeEach
    void open(@TempDir Path folder) {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void aViewSeesOneBlockAtATime() {
        ViewResults results = run(fixture(), block(0, 5, "a", 10, "a", 5, "b", 1), block(1, 7, "a", 100));
        assertThat(rows(results, "by_kind", "kind, n, total, _row"))
                .containsExactly("0:5 a 2 15 0", "0:5 b 1 1 1", "1:7 a 1 100 0");
    }

    @Test
    void rowsCarryTheTimeOfTheirBlock() {
        ViewResults results = run(fixture(), block(0, 5, "a", 10));
        assertThat(rows(results, "by_kind", "epoch_us(_at)")).containsExactly("0:5 1000005");
    }

    @Test
    void aViewOfAViewSeesWhatTheFirstOneWrites() {
        ViewResults results = run(fixture(), block(0, 5, "a", 60, "a", 5, "b", 70), block(0, 6, "a", 1));
        assertThat(rows(results, "big", "kind, amount")).containsExactly("0:5 a 60", "0:5 b 70");
        assertThat(rows(results, "by_big", "kind, n")).containsExactly("0:5 a 1", "0:5 b 1");
    }

    @Test
    void aColumnThatTheViewLeavesOutHasItsDefault() {
        plan = new HandmadePlan()
                .table("kinds", EngineClause.MERGE_TREE, "note", "String", "kind", "String")
                .table("notes", EngineClause.MERGE_TREE, "note", "String")
                .keyed("a", "events", "kinds", "select _part, _off, _row, _at, kind from $", "kind")
                .keyed("b", "kinds", "notes", "select _part, _off, _row, _at, note || '!' from $", "note")
                .plan();
        assertThat(rows(run(plan, block(0, 0, "a", 1)), "notes", "note")).containsExactly("0:0 !");
    }

    @Test
    void aPlainViewRunsBlockByBlock() {
        plan = new HandmadePlan()
                .table("top", EngineClause.MERGE_TREE, "kind", "String", "amount", "Int64")
                .plain(
                        "top",
                        "events",
                        "top",
                        "select kind, amount from $ order by amount desc limit 1",
                        "kind",
                        "amount")
                .plan();
        ViewResults results = run(plan, block(0, 1, "a", 1, "b", 2), block(0, 2, "c", 3), block(1, 2));
        assertThat(rows(results, "top", "kind, amount, _row, epoch_us(_at)"))
                .containsExactly("0:1 b 2 0 1000001", "0:2 c 3 0 1000002");
    }

    @Test
    void toAPlainViewNowIsTheTimeOfTheBlock() {
        plan = new HandmadePlan()
                .table("times", EngineClause.MERGE_TREE, "t", "DateTime64(6)")
                .plain("times", "events", "times", "select (now() AT TIME ZONE 'UTC') from $", "t")
                .plan();
        ViewResults results = run(plan, block(0, 1, "a", 1), block(0, 2, "c", 3));
        assertThat(rows(results, "times", "epoch_us(t)")).containsExactly("0:1 1000001", "0:2 1000002");
    }

    @Test
    void severalWritersOfATableAreOneBlockToItsReaders() {
        plan = new HandmadePlan()
                .table("both", EngineClause.MERGE_TREE, "kind", "String")
                .table("counts", EngineClause.MERGE_TREE, "n", "Int64")
                .keyed("one", "events", "both", "select _part, _off, _row, _at, kind from $ where amount > 1", "kind")
                .keyed("two", "events", "both", "select _part, _off, _row, _at, kind from $ where amount > 2", "kind")
                .keyed("n", "both", "counts", "select _part, _off, 0, max(_at), count(*) from $ group by all", "n")
                .plan();
        assertThat(rows(run(plan, block(0, 1, "a", 3, "b", 2)), "counts", "n")).containsExactly("0:1 3");
    }

    @Test
    void rowsBelowAFeedsCoverageAreLeftOut() {
        List<StoredBlock> blocks = List.of(block(0, 5, "a", 60), block(0, 6, "b", 70), block(1, 6, "c", 80));
        ViewResults results = new BlockViews(fixture(), "events", session, JoinedTables.NONE)
                .run(blocks, (target, partition) -> target.table().equals("by_kind") && partition == 0 ? 6 : 0);
        assertThat(rows(results, "by_kind", "kind")).containsExactly("0:6 b", "1:6 c");
        assertThat(rows(results, "big", "kind")).containsExactly("0:5 a", "0:6 b", "1:6 c");
    }

    @Test
    void aViewRunsForItsReadersEvenWhereItsOwnTableIsAhead() {
        List<StoredBlock> blocks = List.of(block(0, 5, "a", 60), block(0, 6, "b", 70));
        ViewResults results = new BlockViews(fixture(), "events", session, JoinedTables.NONE)
                .run(blocks, (target, partition) -> target.table().equals("by_big") ? 5 : 100);
        assertThat(results.rows()).extracting(ViewResults.Rows::table).containsOnly("by_big");
        assertThat(rows(results, "by_big", "kind, n")).containsExactly("0:5 a 1", "0:6 b 1");
    }

    @Test
    void nothingRunsWhereEveryTableIsAhead() {
        ViewResults results = new BlockViews(fixture(), "events", session, JoinedTables.NONE)
                .run(List.of(block(0, 5, "a", 60)), (target, partition) -> 6);
        assertThat(results.rows()).isEmpty();
    }

    @Test
    void aTableThatKeepsNothingPassesItsRowsOn() {
        plan = new HandmadePlan()
                .table("void", new EngineClause(EngineClause.Kind.NULL, "", "", List.of()), "kind", "String")
                .table("kinds", EngineClause.MERGE_TREE, "kind", "String")
                .keyed("a", "events", "void", "select _part, _off, _row, _at, kind from $", "kind")
                .keyed("b", "void", "kinds", "select _part, _off, _row, _at, kind from $", "kind")
                .plan();
        ViewResults results = run(plan, block(0, 1, "a", 3));
        assertThat(results.rows()).extracting(ViewResults.Rows::table).containsOnly("kinds");
        assertThat(rows(results, "kinds", "kind")).containsExactly("0:1 a");
    }

    // --- poison

    @Test
    void aBlockThatFailsAloneIsSetAsideForItsFeedOnly() {
        ViewResults results = run(strict(), block(0, 1, "1", 1), block(0, 2, "x", 2), block(1, 2, "3", 3));
        assertThat(rows(results, "numbers", "n")).containsExactly("0:1 1", "1:2 3");
        assertThat(rows(results, "kinds", "kind")).containsExactly("0:1 1", "0:2 x", "1:2 3");
        assertThat(results.poison())
                .extracting(ViewResults.Poison::feed, ViewResults.Poison::block)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("view:p.numbers", new BlockId(0, 2)),
                        org.assertj.core.groups.Tuple.tuple("view:p.sums", new BlockId(0, 2)));
        assertThat(results.poison().get(0).error()).contains("is not an Int");
        assertThat(rows(results, "sums", "n")).containsExactly("0:1 1", "1:2 3");
    }

    @Test
    void whatNobodyAsksForDoesNotFailFewRowsEither() {
        plan = new HandmadePlan()
                .table("kinds", EngineClause.MERGE_TREE, "kind", "String")
                .keyed(
                        "kinds",
                        "events",
                        "kinds",
                        "select _part, _off, _row, _at, kind from (select *, cast(kind as bigint) as n from $)",
                        "kind")
                .plan();
        ViewResults results = run(plan, block(0, 1, "1", 1), block(0, 2, "x", 2));
        assertThat(rows(results, "kinds", "kind")).containsExactly("0:1 1", "0:2 x");
        assertThat(results.poison()).isEmpty();
    }

    @Test
    void bytesThatAreNoRowsAreSetAsideForEveryFeed() {
        BlockHeader header = new BlockHeader("events", 1, 0, 1, 0, "", 0);
        StoredBlock unreadable = new StoredBlock(
                new LogPartition(HandmadePlan.TOPIC_ID, 0),
                4,
                new Block(header, "no arrow in here, sadly".getBytes(StandardCharsets.UTF_8), new byte[0]));
        ViewResults results = run(fixture(), block(0, 3, "a", 60), unreadable, block(0, 5, "b", 60));
        assertThat(rows(results, "big", "kind")).containsExactly("0:3 a", "0:5 b");
        assertThat(results.poison())
                .extracting(ViewResults.Poison::feed)
                .containsExactlyInAnyOrder("log:events", "view:p.by_kind", "view:p.big", "view:p.by_big");
    }

    @Test
    void lackOfMemoryIsNoPoison(@TempDir Path folder) {
        plan = new HandmadePlan()
                .table("lists", EngineClause.MERGE_TREE, "n", "Int64")
                .keyed(
                        "l",
                        "events",
                        "lists",
                        "select _part, _off, 0, max(_at),"
                                + " (select len(list(r || kind_)) from (select unnest(range(4000000)) as r, 'x' as kind_))"
                                + " from $ group by all",
                        "n")
                .plan();
        try (Engine small = Engine.open(new EngineConfig(1, 30_000_000, folder));
                EngineSession tight = small.session()) {
            assertThatThrownBy(() -> new BlockViews(plan, "events", tight, JoinedTables.NONE)
                            .run(
                                    List.of(HandmadePlan.block(
                                            tight, 0, 0, "select 1::bigint as id, 'a' as kind, 1::bigint as amount")),
                                    Progress.NONE))
                    .isInstanceOf(PipitException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    void aTextThatTheEngineRefusesFailsTheCheck() {
        plan = new HandmadePlan()
                .table("kinds", EngineClause.MERGE_TREE, "kind", "String")
                .keyed("a", "events", "kinds", "select _part, _off, _row, _at, nothing from $", "kind")
                .plan();
        assertThatThrownBy(() -> new BlockViews(plan, "events", session, JoinedTables.NONE).check())
                .hasMessageContaining("nothing");
        new BlockViews(fixture(), "events", session, JoinedTables.NONE).check();
        new BlockViews(strict(), "events", session, JoinedTables.NONE).check();
    }

    // --- the central promise

    @Test
    void resultsAreTheSameWhetherBlocksRunTogetherOrAlone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<StoredBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<Object> values = new ArrayList<>();
            int rows = random.nextInt(
                    60); // together so many that statements are optimized, alone so few that they are not
            for (int r = 0; r < rows; r++) {
                values.add(Character.toString('a' + random.nextInt(3)));
                values.add(random.nextInt(120));
            }
            blocks.add(block(i % 2, i / 2, values.toArray()));
        }
        BlockViews views = new BlockViews(fixture(), "events", session, JoinedTables.NONE);
        ViewResults together = views.run(blocks, Progress.NONE);
        for (String table : List.of("by_kind", "big", "by_big")) {
            List<String> alone = new ArrayList<>();
            blocks.forEach(b -> alone.addAll(rows(views.run(List.of(b), Progress.NONE), table, "*")));
            assertThat(rows(together, table, "*"))
                    .as("%s, seed %d", table, seed)
                    .containsExactlyInAnyOrderElementsOf(alone);
        }
    }

    // --- fixtures

    private static SpeedPlan fixture() {
        return new HandmadePlan()
                .table("by_kind", EngineClause.MERGE_TREE, "kind", "String", "n", "UInt64", "total", "Int64")
                .table("big", EngineClause.MERGE_TREE, "id", "Int64", "kind", "String", "amount", "Int64")
                .table("by_big", EngineClause.MERGE_TREE, "kind", "String", "n", "UInt64")
                .keyed("by_kind", "events", "by_kind", BY_KIND, "kind", "n", "total")
                .keyed("big", "events", "big", BIG, "id", "kind", "amount")
                .keyed("by_big", "big", "by_big", BY_BIG, "kind", "n")
                .plan();
    }

    private static SpeedPlan strict() {
        return new HandmadePlan()
                .table("numbers", EngineClause.MERGE_TREE, "n", "Int64")
                .table("sums", EngineClause.MERGE_TREE, "n", "Int64")
                .table("kinds", EngineClause.MERGE_TREE, "kind", "String")
                .keyed("numbers", "events", "numbers", STRICT, "n")
                .keyed("sums", "numbers", "sums", "select _part, _off, 0, max(_at), sum(n) from $ group by all", "n")
                .keyed("kinds", "events", "kinds", "select _part, _off, _row, _at, kind from $", "kind")
                .plan();
    }

    private ViewResults run(SpeedPlan run, StoredBlock... blocks) {
        plan = run;
        return new BlockViews(plan, "events", session, JoinedTables.NONE).run(List.of(blocks), Progress.NONE);
    }

    /** A block of rows with kind and amount by turns. */
    private StoredBlock block(int partition, long offset, Object... kindsAndAmounts) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < kindsAndAmounts.length; i += 2) {
            values.add("(" + i + "::bigint, '" + kindsAndAmounts[i] + "', " + kindsAndAmounts[i + 1] + "::bigint)");
        }
        String sql = values.isEmpty()
                ? "select 1::bigint as id, '' as kind, 1::bigint as amount where false"
                : "select * from (values " + String.join(", ", values) + ") as v(id, kind, amount)";
        return HandmadePlan.block(session, partition, offset, sql);
    }

    /** The rows of a table as text: the block, then the expressions. */
    private List<String> rows(ViewResults results, String table, String expressions) {
        List<SourceRows> sources = new ArrayList<>();
        results.rows().stream()
                .filter(r -> r.table().equals(table))
                .forEach(r -> sources.add(SourceRows.derived(r.feed(), r.ipc())));
        TableSpec spec = plan.table(table);
        session.createFromRows("shown", true, spec, sources);
        return session.query("select _part, _off, " + expressions + " from shown order by all", result -> {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                StringBuilder row = new StringBuilder(result.getString(1) + ":" + result.getString(2));
                for (int i = 3; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(' ').append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        });
    }
}
