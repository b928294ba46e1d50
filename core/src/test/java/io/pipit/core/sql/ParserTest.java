package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, and what errors say. */
class ParserTest {
    private final Dialect dialect = new Dialect();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT count( FROM t | Found 'FROM' where an expression was expected. (line 1, column 15)",
                "SELECT a FROM | Found the end of the query where the name of a table, or a query in parentheses was expected. (line 1, column 14)",
                "SELECT a b c FROM t | Found 'c' where the end of the query was expected. (line 1, column 12)",
                "SELEC 1 | Found 'SELEC' where SELECT or WITH was expected. Did you mean SELECT instead of 'SELEC'? (line 1, column 1)",
                "SELECT 'abc | The quote that starts here has no end; add '. (line 1, column 8)",
                "SELECT (1 + 2 FROM t | Found 'FROM' where ',' was expected. (line 1, column 15)",
                "SELECT 1 /* x | The comment that starts here has no end; add '*/'. (line 1, column 10)",
                "SELECT * FROM a JOIN b | Found the end of the query where ON or USING was expected. (line 1, column 23)",
                "SELECT CASE 1 END | Found 'END' where WHEN was expected. (line 1, column 15)",
                "SELECT 12abc | '12abc' is neither a number nor a name; put a name that starts with a digit in backticks. (line 1, column 8)",
                "SELECT {{x}} | Found '{' where an expression was expected; if this is a template, its first character must be %. (line 1, column 8)",
                "SELECT a FROM t ORDER x | Found 'ORDER' where the end of the query was expected. (line 1, column 17)",
            })
    void errorsSayWhatWasFoundAndExpected(String sql, String message) {
        assertThatThrownBy(() -> dialect.parse(sql, "q", 1))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_SYNTAX))
                .hasMessage(message);
    }

    @Test
    void positionsCountLinesOfTheFile() {
        assertThatThrownBy(() -> dialect.parse("SELECT a\nFROM t\nWHERE", "pipes/x.pipe", 10))
                .isInstanceOfSatisfying(
                        PipitException.class,
                        e -> assertThat(e.position())
                                .hasValueSatisfying(p -> assertThat(p).hasToString("pipes/x.pipe:12:6")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT dummy FROM system.one SAMPLE 0.1",
                "SELECT * FROM system.one AS a ANY FULL JOIN system.one AS b ON a.dummy = b.dummy",
                "SELECT dummy FROM system.one LIMIT 1 OFFSET -1",
                "SELECT dummy FROM system.one INTO OUTFILE 'x'",
                "SELECT * FROM s3('https://bucket/x.csv')",
            })
    void whatIsNotSupportedSaysSo(String sql) {
        assertThatThrownBy(() -> dialect.translate(dialect.parse(sql, "q", 1), new TestTables(), TranslationMode.PLAIN))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_SQL))
                .hasMessageContaining("line 1, column");
    }

    @Test
    void readsWhatTheEngineOfTheDialectReads() throws IOException {
        try (InputStream in = ParserTest.class.getResourceAsStream("/parser/accepted.sql")) {
            List<String> failed = new ArrayList<>();
            for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                try {
                    dialect.parse(sql.startsWith("--") ? "SELECT 1" : sql, "q", 1);
                } catch (PipitException e) {
                    failed.add(sql + "\n    " + e.getMessage());
                }
            }
            assertThat(failed).isEmpty();
        }
    }

    @Test
    void parametersBecomeLiteralsAndNothingElse() {
        Map<String, String> values = Map.of("a", "1'; DROP TABLE x --", "n", "3", "list", "['x', 'y']", "t", "one");
        TranslatedQuery query = translated("SELECT {a:String} AS a, {list:Array(String)} AS l LIMIT {n:UInt8}", values);
        assertThat(query.bind(t -> t)).contains("'1''; DROP TABLE x --'").contains("LIMIT");
        assertThatThrownBy(() -> translated("SELECT {b:String}", values))
                .hasMessageContaining("The parameter 'b' has no value.");
        assertThatThrownBy(() -> translated("SELECT {list:Array(String)}", Map.of("list", "[(SELECT 1)]")))
                .hasMessageContaining("is not a literal");
    }

    private TranslatedQuery translated(String sql, Map<String, String> values) {
        return dialect.translate(dialect.parse(sql, "q", 1, values), new TestTables(), TranslationMode.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from t -- comment\n where b = 1 # another\n limit 10;",
                "SELECT a AS end, b AS interval, c AS `group`, d index FROM t ORDER BY end",
                "SELECT a, b, FROM t",
                "SELECT count(DISTINCT a, b), quantile(0.9)\n(x), count(*) FILTER (WHERE a > 1) FROM t FINAL",
                "SELECT a FROM db.t AS x GLOBAL ANY LEFT JOIN (SELECT 1 AS a) AS y USING (a) SETTINGS max_threads = 1 FORMAT JSON",
                "(SELECT 1) UNION ALL (SELECT 2 UNION ALL SELECT 3)",
                "WITH 1 AS one, (SELECT 2) AS two, x AS (SELECT 3) SELECT one + two FROM x",
                "SELECT x -> x + 1, (a, b) -> a * b, [1, 2][1], t.1.2, CAST(a AS Map(String, Array(UInt8))), b::Nullable(Int32)",
                "SELECT INTERVAL 1 DAY, INTERVAL '2 hours', INTERVAL (1 + 1) MONTH, interval, DATE '2024-01-01'",
                "SELECT a ? b : c, NOT a IN (1), a NOT BETWEEN 1 AND 2, a IS NOT NULL, a || b || c, a <=> b, -a, - 1, 1e-3, 0xFF, .5",
                "SELECT * EXCEPT (a, b) REPLACE (1 AS c), t.* EXCEPT a FROM t",
                "SELECT sum(a) OVER (PARTITION BY b ORDER BY c DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t",
                "SELECT a FROM t ARRAY JOIN b AS c, d LEFT ARRAY JOIN e ORDER BY a LIMIT 1, 2 BY c LIMIT 3 OFFSET 4",
                "SELECT a FROM (((SELECT 1 AS a))) WHERE ((SELECT 1)) = 1 AND EXISTS (SELECT 1)",
                "SELECT substring(a FROM 1 FOR 2), trim(BOTH ' ' FROM a), extract(YEAR FROM b), position('a' IN b), dateDiff(day, a, b)",
            })
    void isRead(String sql) {
        assertThatCode(() -> dialect.parse(sql, "q", 1)).doesNotThrowAnyException();
    }

    @Test
    void formatIsKept() {
        assertThat(dialect.parse("SELECT 1 FORMAT CSV", "q", 1).format()).contains("CSV");
        assertThat(dialect.parse("SELECT 1", "q", 1).format()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "f(", "NOT ", "-", "(SELECT ", "CASE WHEN ", "x -> ", "1 + ("})
    void deepNestingIsAnErrorAndNotAFullStack(String opening) {
        String sql = "SELECT " + opening.repeat(20_000) + "1";
        assertThatThrownBy(() -> dialect.parse(sql, "q", 1)).isInstanceOf(PipitException.class);
    }

    @Test
    void longChainsAreAnErrorAndNotAFullStack() {
        String sum = "SELECT 1" + " + 1".repeat(50_000);
        assertThatThrownBy(() -> dialect.translate(dialect.parse(sum, "q", 1), new TestTables(), TranslationMode.PLAIN))
                .isInstanceOf(PipitException.class);
        String any = "SELECT 1 WHERE 1 = 1" + " OR 1 = 1".repeat(20_000);
        assertThatCode(() -> dialect.translate(dialect.parse(any, "q", 1), new TestTables(), TranslationMode.PLAIN))
                .doesNotThrowAnyException();
    }

    @Test
    void tooLongIsAnError() {
        String sql = "SELECT '" + "x".repeat(1_000_001) + "'";
        assertThatThrownBy(() -> dialect.parse(sql, "q", 1)).hasMessageContaining("at most 1000000");
    }
}
