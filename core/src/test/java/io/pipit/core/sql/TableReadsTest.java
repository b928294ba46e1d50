package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TableReadsTest {
    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables()
            .table("t", "a Int32", "b String", "c String", "list Array(Int32)")
            .table("u", "a Int32", "x Int32")
            .query("node", "SELECT a, b, c FROM t");

    @Test
    void namesWhatTheWholeQueryNames() {
        assertThat(reads("SELECT a FROM t WHERE b = 'x' ORDER BY a", "t")).containsExactlyInAnyOrder("a", "b");
        assertThat(reads("SELECT t.b FROM t JOIN u ON t.a = u.a", "t")).containsExactlyInAnyOrder("a", "b");
        assertThat(reads("SELECT t.b FROM t JOIN u ON t.a = u.a", "u")).containsExactly("a");
        assertThat(reads("SELECT b FROM t AS one WHERE a IN (SELECT a FROM t AS two WHERE c = '')", "t"))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(reads("SELECT arrayJoin(list) FROM t", "t")).containsExactly("list");
    }

    @Test
    void columnsOfNodesAreThoseThatNodesRead() {
        assertThat(reads("SELECT a FROM node", "t")).contains("a", "c").doesNotContain("list");
    }

    @Test
    void aStarIsAllAndACountIsOneThatCostsLittle() {
        assertThat(reads("SELECT * FROM t", "t")).containsExactlyInAnyOrder("a", "b", "c", "list");
        assertThat(reads("SELECT * EXCEPT(b) FROM t", "t")).containsExactlyInAnyOrder("a", "c", "list");
        assertThat(reads("SELECT count() FROM t", "t")).containsExactly("_part");
    }

    private Set<String> reads(String sql, String table) {
        return dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.PLAIN)
                .reads(table)
                .names();
    }
}
