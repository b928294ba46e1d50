package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.EngineClause.Kind;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.sql.MergeSql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a condition is true for goes, in every file and version; everything else stays. */
class MutateWorkTest {
    @TempDir
    Path folder;

    private Lake lake;
    private Engine engine;
    private EngineSession session;
    private TableSpec spec;
    private LakeTable table;
    private int blocks;

    @BeforeEach
    void open() {
        lake = new Lake(new LakeConfig(
                "jdbc",
                "jdbc:h2:async:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
                folder.resolve("warehouse").toString(),
                Map.of()));
        engine = Engine.open(new EngineConfig(1, 256 << 20, folder.resolve("spill")));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
        lake.close();
    }

    @Test
    void rowsOfSeveralFiles() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2)");
        add("('c', 3), ('d', 4)");
        add("('e', 1), ('f', 1)");
        MutateWork work = new MutateWork(session, table, spec);

        assertThat(work.count(table.refresh(), "v = 1 OR k = 'd'")).isEqualTo(4);
        assertThat(work.delete(table.refresh(), "v = 1 OR k = 'd'")).isEqualTo(4);

        assertThat(read()).isEqualTo("b2 c3");
        assertThat(table.refresh().files()).as("what is left of two files").hasSize(1);
        long snapshot = table.refresh().snapshotId();
        assertThat(work.delete(table.refresh(), "v = 1")).isZero();
        assertThat(table.refresh().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void noOlderVersionComesToLight() {
        table(new EngineClause(Kind.REPLACING, "v", "", List.of()));
        add("('a', 1), ('b', 1)");
        add("('a', 5), ('b', 2)");
        MutateWork work = new MutateWork(session, table, spec);
        assertThat(work.delete(table.refresh(), "v = 1"))
                .as("no row has that version as queries see them")
                .isZero();
        assertThat(work.delete(table.refresh(), "v > 2")).isEqualTo(1);
        assertThat(read()).isEqualTo("b2");
        assertThat(table.refresh().rows()).isEqualTo(2);
    }

    @Test
    void rowsThatComeLaterStay() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1)");
        TableState edge = table.refresh();
        add("('a', 2)");
        assertThat(new MutateWork(session, table, spec).delete(edge, "")).isEqualTo(1);
        assertThat(read()).isEqualTo("a2");
    }

    @Test
    void filesThatAreGoneMeanwhileStopIt() {
        table(EngineClause.MERGE_TREE);
        add("('a', 1), ('b', 2)");
        TableState edge = table.refresh();
        new MutateWork(session, table, spec).delete(edge, "v = 1");
        assertThatThrownBy(() -> new MutateWork(session, table, spec).delete(edge, "v = 2"))
                .hasMessageContaining("its files have changed");
        assertThat(read()).isEqualTo("b2");
    }

    private void table(EngineClause clause) {
        spec = new TableSpec(
                "t",
                List.of(new Column("k", TypeParser.parse("String")), new Column("v", TypeParser.parse("UInt32"))),
                clause,
                List.of(new SortKey("k", "\"k\"", "k")),
                PartitionKey.NONE);
        table = lake.ensure(spec);
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
                "SELECT coalesce(string_agg(k || v, ' ' ORDER BY k, v), '') FROM " + rows + " AS m", result -> {
                    result.next();
                    return result.getString(1);
                });
    }
}
