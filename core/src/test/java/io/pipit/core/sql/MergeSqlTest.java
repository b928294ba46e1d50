package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.block.type.TypeParser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergeSqlTest {
    private final MergeSql merge = new MergeSql();

    @Test
    void replacingKeepsTheGreatestVersionThenTheLastAccepted() throws SQLException {
        TableSpec table = table(
                new EngineClause(EngineClause.Kind.REPLACING, "v", "gone", List.of()),
                "k",
                column("k", "String"),
                column("x", "Int32"),
                column("v", "UInt32"),
                column("gone", "UInt8"));
        String rows = """
                (SELECT 'log:t' AS _feed, 0 AS _part, o AS _off, 0 AS _row, make_timestamp(o) AS _at, k, x, v, gone FROM (VALUES
                  ('a', 1, 5, 0, 1), ('a', 2, 4, 0, 2), ('b', 1, 1, 0, 1), ('b', 2, 1, 0, 2), ('c', 1, 1, 0, 1), ('c', 2, 2, 1, 2))
                  AS t(k, x, v, gone, o))""";

        assertThat(run("SELECT k, x FROM " + merge.merged(table, rows, false) + " ORDER BY k"))
                .containsExactly("a|1", "b|2");
        assertThat(run("SELECT k, x, _off FROM " + merge.merged(table, rows, true) + " ORDER BY k"))
                .containsExactly("a|1|1", "b|2|2", "c|2|2");
    }

    @Test
    void aggregatingMergesStatesByTheirFunction() throws SQLException {
        TableSpec table = table(
                new EngineClause(EngineClause.Kind.AGGREGATING, "", "", List.of()),
                "k",
                column("k", "String"),
                column("n", "AggregateFunction(count)"),
                column("u", "AggregateFunction(uniq, String)"),
                column("m", "AggregateFunction(argMax, String, Int32)"),
                column("a", "AggregateFunction(avg, Int32)"),
                column("s", "SimpleAggregateFunction(max, Int32)"),
                column("w", "String"));
        String rows = """
                (SELECT 'view:p.n' AS _feed, 0 AS _part, o AS _off, 0 AS _row, make_timestamp(o) AS _at, k, n, u, m, a, s, w FROM (VALUES
                  ('a', 2, [1, 5], {'a': 'x', 'v': 1}, {'s': 3.0, 'n': 2}, 7, 'late', 2),
                  ('a', 3, [2, 5], {'a': 'y', 'v': 9}, {'s': 4.0, 'n': 1}, 6, 'early', 1))
                  AS t(k, n, u, m, a, s, w, o))""";

        assertThat(run("SELECT k, n, u, m.a, a.s / a.n, s, w FROM " + merge.merged(table, rows, false)))
                .containsExactly("a|5|[1, 2, 5]|y|2.3333333333333335|7|early");
    }

    @Test
    void summingAddsNumbersOutsideTheKey() throws SQLException {
        TableSpec table = table(
                new EngineClause(EngineClause.Kind.SUMMING, "", "", List.of()),
                "k",
                column("k", "Int32"),
                column("n", "UInt64"),
                column("w", "String"));
        String rows = """
                (SELECT 'log:t' AS _feed, 0 AS _part, o AS _off, 0 AS _row, make_timestamp(o) AS _at, k, n, w FROM (VALUES
                  (1, 2, 'p', 1), (1, 3, 'q', 2), (2, 7, 'r', 3)) AS t(k, n, w, o))""";

        assertThat(run("SELECT k, n, w FROM " + merge.merged(table, rows, false) + " ORDER BY k"))
                .containsExactly("1|5|p", "2|7|r");
        assertThat(run("SELECT count(*) FROM " + merge.unmerged(table, rows, false)))
                .containsExactly("3");
    }

    /** Every choice of columns gives what it gives of all of them, also where it leaves out keys, versions and marks of deletion. */
    @ParameterizedTest
    @EnumSource(EngineClause.Kind.class)
    void fewColumnsAreThoseOfAll(EngineClause.Kind kind) throws SQLException {
        boolean replacing = kind == EngineClause.Kind.REPLACING;
        TableSpec table = table(
                new EngineClause(kind, replacing ? "v" : "", replacing ? "gone" : "", List.of()),
                "k",
                column("k", "Int32"),
                column("v", "UInt32"),
                column("gone", "UInt8"),
                column("s", "SimpleAggregateFunction(max, Int32)"),
                column("w", "String"));
        String rows = """
                (SELECT 'log:t' AS _feed, 0 AS _part, i AS _off, 0 AS _row, make_timestamp(i) AS _at, (i % 7)::INTEGER AS k, (i * 31 % 5)::BIGINT AS v,
                  (i % 3 = 0)::INTEGER AS gone, (i * 17 % 11)::INTEGER AS s, 'w' || i AS w FROM range(40) AS t(i))""";
        List<String> names = List.of("k", "v", "gone", "s", "w");
        for (int choice = 0; choice < 1 << names.size(); choice++) {
            int chosen = choice;
            Set<String> wanted = names.stream()
                    .filter(name -> (chosen >> names.indexOf(name)) % 2 == 1)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            String select = "SELECT " + (wanted.isEmpty() ? "count(*)" : String.join(", ", wanted)) + " FROM ";
            String of = " ORDER BY ALL";
            assertThat(run(select + merge.read(table, TableRows.of(rows), false, WantedColumns.of(wanted)) + of))
                    .as("%s %s", kind, wanted)
                    .isEqualTo(run(select + merge.read(table, rows, false) + of));
        }
    }

    @Test
    void aKeyThatIsComputedKeepsAllColumns() throws SQLException {
        TableSpec table = new TableSpec(
                "t",
                List.of(column("a", "Int32"), column("b", "Int32")),
                new EngineClause(EngineClause.Kind.REPLACING, "", "", List.of()),
                List.of(new SortKey("a % 2", "(\"a\" % 2)", "")),
                PartitionKey.NONE);
        String rows =
                "(SELECT 'log:t' AS _feed, 0 AS _part, i AS _off, 0 AS _row, make_timestamp(i) AS _at, i AS a, i * 10 AS b FROM range(4) AS t(i))";

        assertThat(run("SELECT b FROM " + merge.read(table, TableRows.of(rows), false, WantedColumns.of(Set.of("b")))
                        + " ORDER BY b"))
                .containsExactly("20", "30");
    }

    private static TableSpec table(EngineClause engine, String key, Column... columns) {
        return new TableSpec(
                "t", List.of(columns), engine, List.of(new SortKey(key, '"' + key + '"', key)), PartitionKey.NONE);
    }

    private static Column column(String name, String type) {
        return new Column(name, TypeParser.parse(type));
    }

    private static List<String> run(String sql) throws SQLException {
        try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet result = engine.createStatement().executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}
