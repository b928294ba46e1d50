package io.pipit.serving.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of every kind of type, from the engine to a file and back. */
class ParquetAnswerTest {
    @TempDir
    Path folder;

    @TempDir
    Path copies;

    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open() {
        engine = Engine.open(new EngineConfig(1, 64L << 20, folder.resolve("spill")));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    /** Writes, and gives a query of the file that was sent. */
    private String written(String sql, long limit, String... namesAndTypes) throws IOException {
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new OutputColumn(namesAndTypes[i], TypeParser.parse(namesAndTypes[i + 1])));
        }
        TranslatedQuery query = new TranslatedQuery(List.of(sql), List.of(), columns, Set.of(), false, Set.of());
        Path copy = copies.resolve("copy.parquet");
        try (ParquetAnswer answer = new ParquetAnswer(folder, limit)) {
            session.query(
                    answer.statement(sql, query),
                    rows -> answer.write(columns, rows, new Reading(System.nanoTime(), 7, 9)));
            try (InputStream bytes = answer.open()) {
                Files.copy(bytes, copy);
            }
        }
        return "'" + copy + "'";
    }

    private List<String> texts(String sql) {
        return session.query(sql, rows -> {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        });
    }

    private String typeAndValue(String expression, String type) throws IOException {
        String file = written("SELECT " + expression, 1 << 20, "v", type);
        List<String> texts = texts("SELECT typeof(v) || ' ' || coalesce(v::VARCHAR, 'NULL') FROM " + file);
        Files.delete(copies.resolve("copy.parquet"));
        return texts.get(0);
    }

    @Test
    void valuesHaveTheTypesThatTablesHoldThemIn() throws IOException {
        assertThat(typeAndValue("18446744073709551615::HUGEINT", "UInt64")).isEqualTo("UBIGINT 18446744073709551615");
        assertThat(typeAndValue("200", "UInt8")).isEqualTo("UTINYINT 200");
        assertThat(typeAndValue("170141183460469231731687303715884105727 // 10", "Int128"))
                .isEqualTo("DECIMAL(38,0) 17014118346046923173168730371588410572");
        assertThat(typeAndValue("1.50::DECIMAL(9,2)", "Decimal(9, 2)")).isEqualTo("DECIMAL(9,2) 1.50");
        assertThat(typeAndValue("'nan'::DOUBLE", "Float64")).isEqualTo("DOUBLE nan");
        assertThat(typeAndValue("NULL", "Nullable(String)")).isEqualTo("VARCHAR NULL");
        assertThat(typeAndValue("'a'", "LowCardinality(String)")).isEqualTo("VARCHAR a");
        assertThat(typeAndValue("TIMESTAMP '2024-03-10 02:30:00'", "DateTime('Europe/Madrid')"))
                .isEqualTo("TIMESTAMP 2024-03-10 02:30:00");
        assertThat(typeAndValue("TIMESTAMP_NS '2024-03-10 02:30:00.123456789'", "DateTime64(9)"))
                .isEqualTo("TIMESTAMP_NS 2024-03-10 02:30:00.123456789");
        assertThat(typeAndValue("DATE '1969-12-31'", "Date32")).isEqualTo("DATE 1969-12-31");
        assertThat(typeAndValue("uuid '00000000-0000-0000-0000-00000000000a'", "UUID"))
                .isEqualTo("UUID 00000000-0000-0000-0000-00000000000a");
        assertThat(typeAndValue("[{'1': 'x', '2': [1.5::DOUBLE]}]", "Array(Tuple(String, Array(Float64)))"))
                .isEqualTo("STRUCT(\"1\" VARCHAR, \"2\" DOUBLE[])[] [{'1': x, '2': [1.5]}]");
        assertThat(typeAndValue("MAP {'k': 1}", "Map(String, Int32)")).isEqualTo("MAP(VARCHAR, INTEGER) {k=1}");
        assertThat(typeAndValue("1.5::DOUBLE", "AggregateFunction(sum, Float64)"))
                .isEqualTo("DOUBLE 1.5");
    }

    @Test
    void rowsKeepTheirOrderAndColumnsTheirNames() throws IOException {
        String file = written(
                "SELECT i, i % 7 FROM range(200000) t(i) ORDER BY i DESC", 1 << 20, "a\"b", "Int64", "Ü x", "UInt8");
        assertThat(texts("SELECT name FROM (DESCRIBE SELECT * FROM " + file + ") AS d(name, t, n, k, f, e)"))
                .containsExactly("a\"b", "Ü x");
        assertThat(texts("SELECT count() FROM (SELECT \"a\"\"b\" + row_number() OVER () AS s FROM " + file
                        + ") WHERE s <> 200000"))
                .containsExactly("0");
    }

    @Test
    void columnsOfOneNameAreAllThere() throws IOException {
        String file = written("SELECT 1, 2, 3", 1 << 20, "a", "UInt8", "a", "UInt8", "A", "UInt8");
        assertThat(texts("SELECT COLUMNS(*)::VARCHAR FROM (SELECT list_value(*COLUMNS(*)) FROM " + file + ")"))
                .containsExactly("[1, 2, 3]");
    }

    @Test
    void noRowsAreAFileToo() throws IOException {
        String file = written("SELECT 1 WHERE false", 1 << 20, "a", "UInt8");
        assertThat(texts("SELECT count() FROM " + file)).containsExactly("0");
    }

    @Test
    void anAnswerHasABoundAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> written("SELECT random()::VARCHAR FROM range(100000)", 1 << 16, "v", "String"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("The answer is larger than");
        assertThatThrownBy(() -> written("SELECT error('a row') FROM range(100000)", 1 << 16, "v", "String"))
                .isInstanceOf(PipitException.class);
        written("SELECT 1", 1 << 20, "v", "UInt8");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(f -> f.toString().endsWith(".parquet"))).isEmpty();
        }
    }

    @Test
    void aStatementThatWasEndedBecauseOfItsFileSaysSo() throws IOException {
        PipitException ended = new PipitException(ErrorCode.QUERY_TIMEOUT, "The query was stopped.");
        try (ParquetAnswer answer = new ParquetAnswer(folder, 2)) {
            assertThat(answer.reason(ended)).isSameAs(ended);
            assertThat(answer.tooMuch().orElseThrow().getAsBoolean()).isFalse();
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }
            TranslatedQuery query = new TranslatedQuery(
                    List.of("SELECT 1"),
                    List.of(),
                    List.of(new OutputColumn("v", TypeParser.parse("UInt8"))),
                    Set.of(),
                    false,
                    Set.of());
            session.execute(answer.statement("SELECT 1", query));
            assertThat(answer.tooMuch().orElseThrow().getAsBoolean()).isTrue();
            assertThat(answer.reason(ended)).hasMessageContaining("The answer is larger than");
        }
    }
}
