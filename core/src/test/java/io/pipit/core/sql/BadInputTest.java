package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries that cannot be answered are refused in Pipit's words: with a code, the place where there is one, what was found and what to
 * do. The queries and all that is said of them are in {@code dialect/bad-input.txt}; with {@code -Dbad.input.write=true} the file is
 * written anew, to be read before it is committed.
 */
class BadInputTest {
    private static final Path FILE = Path.of("src", "test", "resources", "dialect", "bad-input.txt");

    private final Dialect dialect = new Dialect();
    private final TestTables tables = new TestTables();
    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        engine = Engine.open(new EngineConfig(1, 200_000_000, folder));
        session = engine.session();
        for (Map.Entry<String, String> table : new ConformanceFiles().tables().entrySet()) {
            TranslatedQuery query = translated(table.getValue());
            session.execute("CREATE TABLE " + table.getKey() + " AS " + query.bind(t -> t));
            tables.columns(table.getKey(), query.columns());
        }
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    private TranslatedQuery translated(String query) {
        return dialect.translate(dialect.parse(query, "query", 1), tables, TranslationMode.PLAIN);
    }

    private String said(String query) {
        try {
            TranslatedQuery translated = translated(query);
            return "answered: " + session.query(translated.bind(t -> t), r -> r.next() ? "a row" : "no rows");
        } catch (PipitException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    @Test
    void eachIsRefusedInWordsThatHelp() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> wanted = Files.readAllLines(FILE);
        for (String line : wanted) {
            if (line.startsWith("> ")) {
                lines.add(line);
                lines.add("! " + said(line.substring(2)));
            } else if (!line.startsWith("! ")) {
                lines.add(line);
            }
        }
        if (Boolean.getBoolean("bad.input.write")) {
            Files.write(FILE, lines);
        }
        assertThat(lines).isEqualTo(wanted);
        assertThat(lines.stream().filter(l -> l.startsWith("! ")))
                .noneMatch(l -> l.startsWith("! answered"))
                .noneMatch(l -> l.matches("(?i).*(duckdb|java\\.|LINE 1:|VARCHAR|BIGINT|TRY\\().*"));
    }

    @Test
    void longAndDeepQueriesEnd() {
        String sum = "SELECT 1" + " + 1".repeat(25_000);
        assertThat(sum.length()).isGreaterThan(100_000);
        assertThatThrownBy(() -> session.query(translated(sum).bind(t -> t), r -> r))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("nested too deep");
        String list = "SELECT 1 IN (" + "1, ".repeat(40_000) + "2)";
        assertThat(said(list)).isEqualTo("answered: a row");
        assertThat(said("SELECT " + "(".repeat(10_000) + "1" + ")".repeat(10_000)))
                .startsWith("SQL_SYNTAX ")
                .contains("nested", "WITH", "line 1, column");
        assertThat(said("SELECT " + "[".repeat(10_000))).startsWith("SQL_SYNTAX ");
        assertThat(said("SELECT " + "f(".repeat(10_000))).startsWith("SQL_SYNTAX ");
        assertThat(said("SELECT " + "-".repeat(100_001) + "1")).startsWith("SQL_SYNTAX ");
        assertThat(said("SELECT " + "NOT ".repeat(10_000) + "1")).startsWith("SQL_SYNTAX ");
        assertThat(said("SELECT * FROM (".repeat(5_000) + "SELECT 1" + ")".repeat(5_000)))
                .startsWith("SQL_SYNTAX ")
                .contains("nested", "line 1, column");
        assertThat(said("SELECT '" + "x".repeat(200_000) + "'")).isEqualTo("answered: a row");
        assertThat(said("SELECT " + "a".repeat(200_000))).startsWith("UNKNOWN_COLUMN ");
    }

    @Test
    void valuesOfParametersStayValues() {
        List<String> attacks = List.of(
                "x' OR '1' = '1",
                "'; DROP TABLE wide; --",
                "\\",
                "\\'",
                "'||(SELECT 1)||'",
                "\u0001wide\u0001",
                "\u0002",
                "{k:String}",
                "x\0y",
                "/*",
                "--",
                "\n\r\t",
                "\uD83D\uDE00");
        for (String attack : attacks) {
            Query query = dialect.parse(
                    "SELECT count() AS c, {v:String} AS v FROM wide WHERE k = {v:String}",
                    "query",
                    1,
                    Map.of("v", attack));
            TranslatedQuery translated = dialect.translate(query, tables, TranslationMode.PLAIN);
            List<String> row = session.query(translated.bind(t -> t), r -> {
                r.next();
                return List.of(r.getString(1), r.getString(2));
            });
            assertThat(row).as(attack).isEqualTo(List.of("0", attack));
        }
        for (String bad : List.of("1; DROP TABLE wide", "1 OR 1", "'1'", "0x", "1e3", "", " ")) {
            assertThatThrownBy(() -> dialect.translate(
                            dialect.parse("SELECT {n:UInt8}", "query", 1, Map.of("n", bad)),
                            tables,
                            TranslationMode.PLAIN))
                    .as(bad)
                    .isInstanceOfSatisfying(PipitException.class, e -> {
                        assertThat(e.code()).isIn(ErrorCode.INVALID_PARAMETER, ErrorCode.INVALID_ARGUMENT);
                        assertThat(e.position()).isPresent();
                    });
        }
        assertThat(session.queryLong("SELECT count(*) FROM wide")).isEqualTo(60);
    }
}
