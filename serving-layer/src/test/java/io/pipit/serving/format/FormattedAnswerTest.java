package io.pipit.serving.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.BeforeLimit;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of every kind of type, from the engine to text. */
class FormattedAnswerTest {
    @TempDir
    Path folder;

    private Engine engine;
    private EngineSession session;

    @BeforeEach
    void open() {
        engine = Engine.open(new EngineConfig(1, 64L << 20, folder));
        session = engine.session();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    private String format(OutputFormat format, String sql, String... namesAndTypes) {
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new OutputColumn(namesAndTypes[i], TypeParser.parse(namesAndTypes[i + 1])));
        }
        byte[] bytes = session.query(
                sql,
                rows -> new FormattedAnswer(format, 1 << 20)
                        .write(columns, rows, new Reading(System.nanoTime(), 7, 9)));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void whatComesBeforeTheLimitIsCountedInSmallTablesOnly() {
        TranslatedQuery counting =
                new TranslatedQuery(List.of("SELECT 2"), List.of(), List.of(), Set.of(), false, Set.of());
        TranslatedQuery query = new TranslatedQuery(
                List.of("SELECT 1"),
                List.of(),
                List.of(),
                Set.of(),
                false,
                Set.of(),
                Map.of(),
                Optional.empty(),
                Map.of(),
                Optional.of(new BeforeLimit(1, 0, Optional.of(counting))));
        assertThat(new FormattedAnswer(OutputFormat.JSON, 1).asked(query, 100_000))
                .isSameAs(counting);
        assertThat(new FormattedAnswer(OutputFormat.JSON, 1).asked(query, 100_001))
                .isSameAs(query);
        assertThat(new FormattedAnswer(OutputFormat.CSV, 1).asked(query, 1)).isSameAs(query);
    }

    @Test
    void allValuesMayBeTexts() {
        String sql = "SELECT 1, 'x\"y', NULL::INTEGER, [1, 2], ['a''b'], {'a': 1, 'b': 'z'}, true, 'nan'::DOUBLE,"
                + " TIMESTAMP '2026-01-01 00:00:00', 9007199254740993";
        String[] columns = {
            "a",
            "UInt8",
            "b",
            "String",
            "c",
            "Nullable(Int32)",
            "d",
            "Array(UInt8)",
            "e",
            "Array(String)",
            "f",
            "Tuple(a UInt8, b String)",
            "g",
            "Bool",
            "h",
            "Float64",
            "i",
            "DateTime",
            "j",
            "UInt64"
        };
        String row =
                "{\"a\":\"1\",\"b\":\"x\\\"y\",\"c\":\"ᴺᵁᴸᴸ\",\"d\":\"[1,2]\",\"e\":\"['a\\\\'b']\",\"f\":\"(1,'z')\","
                        + "\"g\":\"true\",\"h\":\"nan\",\"i\":\"2026-01-01 00:00:00\",\"j\":\"9007199254740993\"}";
        assertThat(format(OutputFormat.NDJSON_STRINGS, sql, columns)).isEqualTo(row + "\n");
        assertThat(format(OutputFormat.JSON_STRINGS, sql, columns)).contains("\"data\": [\n" + row + "\n]");
    }

    private String json(String expression, String type) {
        String line = format(OutputFormat.NDJSON, "SELECT " + expression, "v", type);
        return line.substring("{\"v\":".length(), line.length() - 2);
    }

    private String csv(String expression, String type) {
        return format(OutputFormat.CSV, "SELECT " + expression, "v", type).stripTrailing();
    }

    @Test
    void integersAreBareNumbersOfAnySize() {
        assertThat(json("18446744073709551615::UBIGINT", "UInt64")).isEqualTo("18446744073709551615");
        assertThat(json("(-9223372036854775808)::BIGINT", "Int64")).isEqualTo("-9223372036854775808");
        assertThat(json("170141183460469231731687303715884105727::HUGEINT", "Int128"))
                .isEqualTo("170141183460469231731687303715884105727");
        assertThat(json("200::UTINYINT", "UInt8")).isEqualTo("200");
        assertThat(csv("1.50::DECIMAL(9,2)", "Decimal(9, 2)")).isEqualTo("1.5");
        assertThat(json("0.00::DECIMAL(9,2)", "Decimal(9, 2)")).isEqualTo("0");
    }

    @Test
    void floatsAreAsShortAsCanBe() {
        assertThat(json("1::DOUBLE", "Float64")).isEqualTo("1");
        assertThat(json("0.1::DOUBLE + 0.2::DOUBLE", "Float64")).isEqualTo("0.30000000000000004");
        assertThat(json("0.1::FLOAT", "Float32")).isEqualTo("0.1");
        assertThat(json("2e-3::DOUBLE", "Float64")).isEqualTo("0.002");
        assertThat(json("1e20::DOUBLE", "Float64")).isEqualTo("100000000000000000000");
        assertThat(json("1e21::DOUBLE", "Float64")).isEqualTo("1e21");
        assertThat(json("1.5e-7::DOUBLE", "Float64")).isEqualTo("1.5e-7");
        assertThat(json("'-0'::DOUBLE", "Float64")).isEqualTo("-0");
    }

    @Test
    void aStyleQuotesWhatItSays() {
        // As ClickHouse does with both settings.
        String sql =
                "SELECT 1::BIGINT, [2::UBIGINT], 4::INTEGER, 'nan'::DOUBLE, ['-inf'::DOUBLE], MAP {9::UBIGINT: 1::UBIGINT}, 1.5";
        List<OutputColumn> columns = List.of(
                new OutputColumn("a", TypeParser.parse("Nullable(Int64)")),
                new OutputColumn("b", TypeParser.parse("Array(UInt64)")),
                new OutputColumn("c", TypeParser.parse("Int32")),
                new OutputColumn("d", TypeParser.parse("Float64")),
                new OutputColumn("e", TypeParser.parse("Array(Float64)")),
                new OutputColumn("f", TypeParser.parse("Map(UInt64, UInt64)")),
                new OutputColumn("g", TypeParser.parse("Decimal(2, 1)")));
        byte[] bytes = session.query(
                sql,
                rows -> new FormattedAnswer(OutputFormat.NDJSON, new JsonStyle(true, true), 1 << 20)
                        .write(columns, rows, new Reading(System.nanoTime(), 7, 9)));
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"a\":\"1\",\"b\":[\"2\"],\"c\":4,\"d\":\"nan\",\"e\":[\"-inf\"],\"f\":{\"9\":\"1\"},\"g\":1.5}\n");
    }

    @Test
    void metricsAreThoseThatPrometheusReads() {
        // As ClickHouse writes them.
        assertThat(format(
                        OutputFormat.PROMETHEUS,
                        "VALUES ('a', 1.0::DOUBLE, 'h' || chr(10) || 'x', 'counter', MAP {'x': 'y\"z\\q' || chr(10) || 'w'}, 0),"
                                + " ('a', 'inf'::DOUBLE, '', '', MAP {}, 1700000000000), ('b.c', 'nan'::DOUBLE, '', '', MAP {}, 0),"
                                + " ('a', NULL, '', '', MAP {}, 0)",
                        "name",
                        "String",
                        "value",
                        "Nullable(Float64)",
                        "help",
                        "String",
                        "type",
                        "LowCardinality(String)",
                        "labels",
                        "Map(String, String)",
                        "timestamp",
                        "Int64"))
                .isEqualTo(
                        "# HELP a h x\n# TYPE a counter\na{x=\"y\\\"z\\\\q\\nw\"} 1\na +Inf 1700000000000\n\nb.c NaN\n\n");
        assertThat(format(
                        OutputFormat.PROMETHEUS,
                        "VALUES ('h', 'histogram', MAP {'le': '0.1'}, 1), ('h', 'histogram', MAP {'le': '+Inf'}, 5),"
                                + " ('h', 'histogram', MAP {'sum': '', 'r': '1'}, 7), ('h', 'histogram', MAP {'count': ''}, 5)",
                        "name",
                        "String",
                        "type",
                        "String",
                        "labels",
                        "Map(String, String)",
                        "value",
                        "UInt8"))
                .isEqualTo(
                        "# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 5\nh_sum{r=\"1\"} 7\nh_count 5\n\n");
        assertThatThrownBy(() -> format(OutputFormat.PROMETHEUS, "SELECT 1", "value", "UInt8"))
                .hasMessageContaining("no column 'name'");
        assertThatThrownBy(
                        () -> format(OutputFormat.PROMETHEUS, "SELECT 'a', 'b'", "name", "String", "value", "String"))
                .hasMessageContaining("The column 'value' is of type String.");
    }

    @Test
    void notANumberIsNullInJsonAndAWordElsewhere() {
        assertThat(json("'nan'::DOUBLE", "Float64")).isEqualTo("null");
        assertThat(json("'-inf'::FLOAT", "Float32")).isEqualTo("null");
        assertThat(csv("'nan'::DOUBLE", "Float64")).isEqualTo("nan");
        assertThat(csv("'-inf'::DOUBLE", "Float64")).isEqualTo("-inf");
    }

    @Test
    void timesAreUtcWhereverTheProcessRuns() {
        // This hour does not exist in the zone that the tests run in.
        String gap = "TIMESTAMP '2024-03-10 02:30:00.123456'";
        assertThat(json(gap, "DateTime")).isEqualTo("\"2024-03-10 02:30:00\"");
        assertThat(json(gap, "DateTime64(3)")).isEqualTo("\"2024-03-10 02:30:00.123\"");
        assertThat(json(gap, "DateTime64(6)")).isEqualTo("\"2024-03-10 02:30:00.123456\"");
        assertThat(json("TIMESTAMP_NS '2024-03-10 02:30:00.123456789'", "DateTime64(9)"))
                .isEqualTo("\"2024-03-10 02:30:00.123456789\"");
        assertThat(json(gap, "DateTime('Europe/Madrid')")).isEqualTo("\"2024-03-10 03:30:00\"");
        assertThat(json("DATE '1969-12-31'", "Date32")).isEqualTo("\"1969-12-31\"");
        assertThat(csv("DATE '2024-03-10'", "Date")).isEqualTo("\"2024-03-10\"");
        assertThat(json("NULL::TIMESTAMP", "Nullable(DateTime)")).isEqualTo("null");
    }

    @Test
    void textIsQuotedByTheRulesOfEachFormat() {
        String text = "'a\"b\\c' || chr(9) || chr(10) || 'd''ü'";
        assertThat(json(text, "String")).isEqualTo("\"a\\\"b\\\\c\\t\\nd'ü\"");
        assertThat(csv(text, "String")).isEqualTo("\"a\"\"b\\c\t\nd'ü\"");
        assertThat(format(OutputFormat.TSV, "SELECT " + text, "v", "String")).isEqualTo("a\"b\\\\c\\t\\nd\\'ü\n");
        assertThat(json("uuid '00000000-0000-0000-0000-00000000000a'", "UUID"))
                .isEqualTo("\"00000000-0000-0000-0000-00000000000a\"");
        assertThat(json("true", "Bool")).isEqualTo("true");
        assertThat(csv("NULL::VARCHAR", "Nullable(String)")).isEqualTo("\\N");
    }

    @Test
    void nestedValues() {
        assertThat(json("[1, NULL, 3]", "Array(Nullable(Int32))")).isEqualTo("[1,null,3]");
        assertThat(csv("['a''b', 'c']", "Array(String)")).isEqualTo("\"['a\\'b','c']\"");
        assertThat(json("[[1], []]", "Array(Array(Int32))")).isEqualTo("[[1],[]]");
        assertThat(json("{'1': 7, '2': 'x'}", "Tuple(Int32, String)")).isEqualTo("[7,\"x\"]");
        assertThat(json("{'a': 7, 'b': 'x'}", "Tuple(a Int32, b String)")).isEqualTo("{\"a\":7,\"b\":\"x\"}");
        assertThat(csv("{'1': 7, '2': 'x'}", "Tuple(Int32, String)")).isEqualTo("7,\"x\"");
        assertThat(json("MAP {'k': 1, 'a': 2}", "Map(String, Int32)")).isEqualTo("{\"k\":1,\"a\":2}");
        assertThat(csv("MAP {'k': 1}", "Map(String, Int32)")).isEqualTo("\"{'k':1}\"");
        assertThat(json("[DATE '2024-03-10']", "Array(Date)")).isEqualTo("[\"2024-03-10\"]");
        assertThat(json("['2024-03-10 02:30:00']", "Array(DateTime)")).isEqualTo("[\"2024-03-10 02:30:00\"]");
        assertThat(json("[{'1': 'x', '2': [1.5::DOUBLE]}]", "Array(Tuple(String, Array(Float64)))"))
                .isEqualTo("[[\"x\",[1.5]]]");
    }

    @Test
    void jsonHasMetaDataRowsAndStatistics() {
        assertThat(format(OutputFormat.JSON, "SELECT 1 WHERE false", "a\"b", "Nullable(UInt64)"))
                .startsWith(
                        "{\n\"meta\": [\n{\"name\": \"a\\\"b\", \"type\": \"Nullable(UInt64)\"}\n],\n\"data\": [\n],\n"
                                + "\"rows\": 0,\n\"statistics\": {\"elapsed\": 0.")
                .endsWith(", \"rows_read\": 7, \"bytes_read\": 9}\n}\n");
    }

    @Test
    void compactRowsAreArrays() {
        String sql = "VALUES ('ü', 1), ('abc', NULL)";
        assertThat(format(OutputFormat.NDJSON_COMPACT, sql, "name", "String", "n", "Nullable(Int32)"))
                .isEqualTo("[\"ü\",1]\n[\"abc\",null]\n");
        assertThat(format(OutputFormat.JSON_COMPACT, sql, "name", "String", "n", "Nullable(Int32)"))
                .contains("\n\"data\": [\n[\"ü\",1],\n[\"abc\",null]\n],\n\"rows\": 2,");
    }

    @Test
    void aTableIsReadable() {
        assertThat(format(
                        OutputFormat.PRETTY,
                        "VALUES ('ü', 1), ('abc', NULL)",
                        "name",
                        "String",
                        "n",
                        "Nullable(Int32)"))
                .isEqualTo("""
                        ┌──────┬──────┐
                        │ name │ n    │
                        ├──────┼──────┤
                        │ ü    │    1 │
                        │ abc  │ NULL │
                        └──────┴──────┘
                        """);
    }

    @Test
    void anAnswerHasABound() {
        assertThatThrownBy(() -> format(OutputFormat.CSV, "SELECT repeat('x', 1000) FROM range(5000)", "v", "String"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("The answer is larger than 1 MB.");
    }

    @Test
    void formatsAreFoundByNameInAnyCase() {
        assertThat(OutputFormat.named("jsoneachrow")).isEqualTo(OutputFormat.NDJSON);
        assertThat(OutputFormat.named("TabSeparatedWithNames")).isEqualTo(OutputFormat.TSV_WITH_NAMES);
        assertThatThrownBy(() -> OutputFormat.named("CVS")).hasMessageContaining("Did you mean 'CSV'?");
    }
}
