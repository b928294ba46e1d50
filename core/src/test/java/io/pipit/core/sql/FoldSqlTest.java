package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.EngineClause.Kind;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever part of a table is folded, and whatever comes later, every merge gives what it gave before. */
class FoldSqlTest {
    private static final int ROUNDS = 40;

    private final MergeSql merge = new MergeSql();
    private final Random random = new Random(Long.getLong("seed", 20_261_121));

    @Test
    void newestVersionsAndDeletions() throws SQLException {
        same(table(
                new EngineClause(Kind.REPLACING, "v", "gone", List.of()),
                "v UInt32",
                "gone UInt8",
                "x Nullable(Int32)"));
    }

    @Test
    void lastAcceptedWithoutVersion() throws SQLException {
        same(table(new EngineClause(Kind.REPLACING, "", "", List.of()), "x Int32"));
    }

    @Test
    void statesAndFirstValues() throws SQLException {
        same(table(
                new EngineClause(Kind.AGGREGATING, "", "", List.of()),
                "n AggregateFunction(count)",
                "m SimpleAggregateFunction(max, Int32)",
                "a SimpleAggregateFunction(any, Nullable(Int32))",
                "w Nullable(Int32)"));
    }

    @Test
    void lastValues() throws SQLException {
        same(table(
                new EngineClause(Kind.AGGREGATING, "", "", List.of()),
                "l SimpleAggregateFunction(anyLast, Nullable(Int32))"));
    }

    @Test
    void firstAndLastValuesTogetherAreNotFolded() throws SQLException {
        TableSpec table = table(
                new EngineClause(Kind.AGGREGATING, "", "", List.of()),
                "a SimpleAggregateFunction(any, Int32)",
                "l SimpleAggregateFunction(anyLast, Int32)");
        assertThat(merge.folds(table)).isFalse();
        same(table);
    }

    @Test
    void sums() throws SQLException {
        same(table(new EngineClause(Kind.SUMMING, "", "", List.of("n")), "n Int64", "w Nullable(Int32)"));
    }

    private void same(TableSpec table) throws SQLException {
        try (Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
            for (int round = 0; round < ROUNDS; round++) {
                engine.createStatement().execute("CREATE OR REPLACE TABLE t AS SELECT * FROM " + rows(table));
                String part = "(SELECT * FROM t WHERE _off % 3 <> " + round % 3 + ")";
                String rest = "SELECT * FROM t WHERE _off % 3 = " + round % 3;
                String folded = merge.folded(table, part);
                assertThat(all(
                                engine,
                                merge.merged(table, "(" + rest + " UNION ALL SELECT * FROM " + folded + ")", false)))
                        .as("round %s of %s", round, table.columns())
                        .isEqualTo(all(engine, merge.merged(table, "t", false)));
                if (merge.folds(table)) {
                    assertThat(all(engine, folded).size())
                            .isLessThan(all(engine, part).size());
                }
            }
        }
    }

    /** Rows of few keys, so that each is hit often, accepted in an order of their own. */
    private String rows(TableSpec table) {
        List<String> rows = new ArrayList<>();
        for (int off = 0; off < 40; off++) {
            List<String> values = new ArrayList<>(List.of(
                    "'view:p.n'",
                    Integer.toString(random.nextInt(2)),
                    off + "::BIGINT",
                    "0",
                    "make_timestamp(" + random.nextInt(12) + ")",
                    "'k" + random.nextInt(3) + "'"));
            table.columns().stream().skip(1).forEach(column -> values.add(value(column)));
            rows.add(values.stream().collect(Collectors.joining(", ", "(", ")")));
        }
        String names = table.columns().stream().map(Column::name).collect(Collectors.joining(", "));
        return "(VALUES " + String.join(", ", rows) + ") AS r(_feed, _part, _off, _row, _at, " + names + ")";
    }

    private String value(Column column) {
        boolean absent = column.type().toString().contains("Nullable") && random.nextInt(3) == 0;
        int bound = column.name().equals("gone") ? 2 : 5;
        return "CAST(" + (absent ? "NULL" : Integer.toString(random.nextInt(bound))) + " AS " + column.storage() + ")";
    }

    private static TableSpec table(EngineClause engine, String... columns) {
        List<Column> all = new ArrayList<>(List.of(new Column("k", TypeParser.parse("String"))));
        Arrays.stream(columns)
                .map(c -> c.split(" ", 2))
                .forEach(c -> all.add(new Column(c[0], TypeParser.parse(c[1]))));
        return new TableSpec("t", all, engine, List.of(new SortKey("k", "\"k\"", "k")), PartitionKey.NONE);
    }

    private static List<String> all(Connection engine, String relation) throws SQLException {
        try (ResultSet result = engine.createStatement().executeQuery("SELECT * FROM " + relation + " AS m")) {
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
        }
    }
}
