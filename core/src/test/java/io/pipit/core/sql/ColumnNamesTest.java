package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Columns that a query does not name have the names that the engine which defined the dialect gives them. */
class ColumnNamesTest {
    private static final String ROW =
            " FROM (SELECT CAST(((1, 'x'), map('a', 1)), 'Tuple(a Tuple(b UInt8, c String), m Map(String, UInt8))') AS t,"
                    + " map('k', 2) AS m2, '{\"a\":{\"b\":1}}'::JSON AS j, 1 AS n) AS s";

    private final Dialect dialect = new Dialect();

    @Test
    void tuplesAndArraysShowAsTheyAreWritten() {
        assertThat(
                        names(
                                "SELECT tuple(n), (n, [n]), array(n, 1), ((1, n), 2), (n, 1).1, [n][1], (n, n) IN ((1, 2), (3, 4))"))
                .containsExactly(
                        "(n)",
                        "(n, [n])",
                        "[n, 1]",
                        "((1, n), 2)",
                        "tupleElement((n, 1), 1)",
                        "arrayElement([n], 1)",
                        "in((n, n), ((1, 2), (3, 4)))");
        assertThat(names("SELECT arrayMap(x -> (x, 1), [n])"))
                .containsExactly("arrayMap(lambda(tuple(x), (x, 1)), [n])");
    }

    @Test
    void distinctIsPartOfTheFunction() {
        assertThat(names("SELECT count(DISTINCT n), count(DISTINCT n, 1), groupArray(2)(DISTINCT n)"))
                .containsExactly("countDistinct(n)", "countDistinct(n, 1)", "groupArrayDistinct(2)(n)");
        assertThat(names("SELECT count(*), COUNT(*), Count(n)")).containsExactly("count()", "COUNT()", "Count(n)");
    }

    @Test
    void partsOfAColumnShowWithIt() {
        assertThat(
                        names(
                                "SELECT t.a, t.a.b, s.t.a.b AS x, s.t.a.c, length(t.a.c), t.m.keys, m2.values, j.a.b, s.j.q, s.n"))
                .containsExactly(
                        "t.a", "t.a.b", "x", "t.a.c", "length(t.a.c)", "t.m.keys", "m2.values", "j.a.b", "j.q", "n");
    }

    @Test
    void columnsWithDotsShowWithThem() {
        String from = " FROM (SELECT [1] AS `n.a`, ['x'] AS `n.b`, 1 AS `d.x`) AS";
        assertThat(list("SELECT n.a, q.n.a, length(q.n.a), `n.a`[1], q.d.x + 1, q.n.b.size0" + from + " q"))
                .containsExactly("n.a", "n.a_1", "length(n.a)", "arrayElement(n.a, 1)", "plus(d.x, 1)", "n.b.size0");
        assertThat(list("SELECT n.*" + from + " q")).containsExactly("n.a", "n.b");
        assertThat(list("SELECT q.*" + from + " q ARRAY JOIN n")).containsExactly("n.a", "n.b", "d.x");
        assertThat(list("SELECT m.b, n.b" + from + " q ARRAY JOIN n AS m")).containsExactly("m.b", "n.b");
    }

    private java.util.List<String> names(String list) {
        return list(list + ROW);
    }

    private java.util.List<String> list(String query) {
        return dialect
                .translate(dialect.parse(query, "q", 1), new TestTables(), TranslationMode.PLAIN)
                .columns()
                .stream()
                .map(OutputColumn::name)
                .toList();
    }
}
