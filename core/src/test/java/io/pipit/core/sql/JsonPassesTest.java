package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of JSON that are taken out together are those that are taken out one by one, which a text that is not a column makes the translation do. */
class JsonPassesTest {
    private static final String TOGETHER = "_pipit_json";

    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables()
            .table("t", "id UInt32", "p String", "n Nullable(String)", "k String")
            .table("u", "id UInt32", "p String")
            .query("node", "SELECT id, p FROM t WHERE id < 9");
    private Duck duck;

    @BeforeEach
    void fill() throws SQLException {
        duck = new Duck();
        duck.execute("CREATE TABLE t (id UINTEGER, p VARCHAR, n VARCHAR, k VARCHAR)");
        String[] texts = {
            "{\"a\":\"x\",\"b\":1,\"c\":{\"d\":2.7},\"l\":[1,2]}",
            "{\"a\":\"y\",\"b\":\"12\",\"c\":{\"d\":-3.9}}",
            "{\"a\":null,\"b\":1e3,\"c\":7}",
            "{\"b\":true}",
            "{",
            "",
            "[1,2]",
            "{\"*\":\"star\",\"a\":\"z\",\"b\":9223372036854775807}",
            "{\"a\":\"x\",\"a\":\"twice\",\"b\":[]}",
            "null"
        };
        for (int i = 0; i < texts.length; i++) {
            String text = "'" + texts[i] + "'";
            duck.execute("INSERT INTO t VALUES (" + i + ", " + text + ", " + (i % 3 == 0 ? "NULL" : text) + ", '"
                    + (i % 2) + "')");
        }
        duck.execute("CREATE TABLE u AS SELECT id, p FROM t WHERE id % 2 = 0");
    }

    @AfterEach
    void close() {
        duck.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, JSONExtractString(p, 'a') AS a, JSONExtractInt(p, 'b') AS b FROM t ORDER BY id",
                "SELECT JSONExtractString(n, 'a') AS a, JSONExtractUInt(n, 'b') AS b, JSONExtractFloat(n, 'c', 'd') AS d FROM t ORDER BY id",
                "SELECT JSONExtractInt(p, 'c', 'd') AS d FROM t ORDER BY id",
                "SELECT JSONExtractRaw(p, 'c') AS c, JSONHas(p, 'a') AS h, JSONExtractBool(p, 'b') AS b, JSONType(p, 'l') AS l, JSONLength(p, 'l') AS n FROM t ORDER BY id",
                "SELECT JSONExtract(p, 'l', 'Array(Int32)') AS l, JSONExtract(p, 'b', 'Int64') AS b, JSONExtract(p, 'a', 'Nullable(String)') AS a FROM t ORDER BY id",
                "SELECT JSONExtractString(p, '*') AS s, JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b FROM t ORDER BY id",
                "SELECT id FROM t WHERE JSONExtractString(p, 'a') = 'x' AND JSONExtractInt(p, 'b') = 1 ORDER BY JSONExtractString(p, 'b'), JSONExtractString(p, 'a'), id",
                "SELECT JSONExtractString(p, 'a') AS a, count() AS c, sum(JSONExtractInt(p, 'b')) AS s FROM t GROUP BY a HAVING max(JSONExtractInt(p, 'b')) > -1 ORDER BY a",
                "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b, count() AS c FROM t WHERE a != '' GROUP BY a, b ORDER BY a, b",
                "SELECT DISTINCT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'k') AS b FROM t ORDER BY a, b",
                "SELECT JSONExtractString(p, 'a') AS a, id FROM t ORDER BY JSONExtractInt(p, 'b'), id LIMIT 1 BY JSONExtractString(p, 'a')",
                "SELECT id, row_number() OVER (PARTITION BY JSONExtractString(p, 'a') ORDER BY JSONExtractInt(p, 'b'), id) AS r FROM t ORDER BY id",
                "SELECT id FROM t QUALIFY row_number() OVER (PARTITION BY JSONExtractString(p, 'a') ORDER BY JSONExtractInt(p, 'b'), id) = 1 ORDER BY id",
                "SELECT t.id AS i, JSONExtractString(t.p, 'a') AS a, JSONExtractString(u.p, 'a') AS x, JSONExtractString(t.p, 'b') AS b, JSONExtractString(u.p, 'b') AS y FROM t JOIN u ON t.id = u.id ORDER BY i",
                "SELECT t.id AS i, JSONExtractString(u.p, 'a') AS x, JSONExtractString(u.p, 'b') AS y, JSONExtractInt(t.p, 'b') AS b FROM t LEFT JOIN u ON t.id = u.id ORDER BY i",
                "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b, x FROM t ARRAY JOIN [1, 2] AS x ORDER BY id, x",
                "SELECT JSONExtractString(p, 'a') AS a, arrayJoin([JSONExtractString(p, 'b'), JSONExtractString(p, 'a')]) AS x FROM t ORDER BY id, x",
                "SELECT arrayMap(x -> concat(x, JSONExtractString(p, 'a'), JSONExtractString(p, 'b')), ['q']) AS l FROM t ORDER BY id",
                "WITH w AS (SELECT id, p FROM t) SELECT one.id AS i, JSONExtractString(one.p, 'a') AS a, JSONExtractString(one.p, 'b') AS b FROM w AS one JOIN w AS two ON one.id = two.id ORDER BY i",
                "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b FROM node ORDER BY id",
                "SELECT a, b FROM (SELECT id, JSONExtractString(p, 'a') AS a, JSONExtractInt(p, 'b') AS b FROM t) WHERE b > 0 ORDER BY id",
                "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b FROM t WHERE id IN (SELECT id FROM u WHERE JSONExtractInt(p, 'b') > 0) ORDER BY id",
                "SELECT k, sumIf(JSONExtractInt(p, 'b'), JSONExtractString(p, 'a') = 'x') AS s, uniqExact(JSONExtractString(p, 'a')) AS u FROM t GROUP BY k ORDER BY k",
                "SELECT k, sum(JSONExtractInt(p, 'b')) AS s FROM t GROUP BY k WITH TOTALS ORDER BY k",
                "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b FROM t WHERE id = 0 UNION ALL SELECT JSONExtractString(p, 'b') AS a, JSONExtractInt(p, 'a')::String AS b FROM t WHERE id = 1 ORDER BY a",
            })
    void sameRows(String sql) throws SQLException {
        String together = translate(sql);
        String alone = translate(sql.replaceAll("(JSON\\w+)\\(((?:\\w+\\.)?[pn])", "$1(concat($2, '')"));
        assertThat(together).contains(TOGETHER);
        assertThat(alone).doesNotContain(TOGETHER);
        List<List<Object>> rows = duck.rows(together);
        assertThat(rows).asString().isEqualTo(duck.rows(alone).toString());
        assertThat(rows).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "what is taken once | SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(n, 'a') AS b FROM t",
                "what decides which rows are left | SELECT JSONExtractString(p, 'a') AS a FROM t WHERE JSONExtractString(p, 'b') = '1' AND JSONExtractString(p, 'c') = ''",
                "members that are named by rows | SELECT JSONExtractString(p, k) AS a, JSONExtractString(p, k) AS b FROM t",
                "members by their place | SELECT JSONExtractString(p, 1) AS a, JSONExtractString(p, 2) AS b FROM t"
            })
    void staysAsItIs(String what, String sql) {
        assertThat(translate(sql)).as(what).doesNotContain(TOGETHER);
    }

    @Test
    void theTextIsTakenApartOnceBeforeTheSelect() {
        assertThat(translate(
                        "SELECT JSONExtractString(p, 'a') AS a, JSONExtractString(p, 'b') AS b FROM t WHERE id = 1"))
                .isEqualTo(
                        "SELECT coalesce(s0.\"_pipit_json0\"[1], '') AS \"a\", coalesce(s0.\"_pipit_json0\"[2], '') AS \"b\" FROM (SELECT *, "
                                + "TRY(json_extract_string(s0.\"p\", ['$.\"a\"', '$.\"b\"'])) AS \"_pipit_json0\" FROM t AS s0) AS s0 WHERE (s0.\"id\" = 1)");
    }

    private String translate(String sql) {
        return dialect.translate(dialect.parse(sql, "q", 1), tables, TranslationMode.PLAIN)
                .bind(t -> t);
    }
}
