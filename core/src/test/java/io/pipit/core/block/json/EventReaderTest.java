package io.pipit.core.block.json;

import static io.pipit.core.block.json.JsonFixture.column;
import static io.pipit.core.block.json.JsonFixture.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest extends JsonTestBase {
    private static final TableSpec ID = table(column("id", "UInt32", "$.id", ""), column("s", "String", "$.s", "''"));

    @Test
    void everyPathFindsItsValue() {
        TableSpec table = table(
                column("a", "UInt8", "$.a", ""),
                column("b", "String", "$.o.b", ""),
                column("deep", "String", "$.o.p.q.r", "'none'"),
                column("tags", "Array(String)", "$.tags[:]", ""),
                column("ids", "Array(UInt16)", "$.items[:].id", ""),
                column("names", "Array(Nullable(String))", "$.items[:].name", ""),
                column("o", "String", "$.o", ""),
                column("quoted", "String", "$.['x.y']", ""),
                column("items", "Array(Map(String, String))", "$.items", ""),
                column("whole", "String", "$", ""));
        String event = "{ \"items\": [{\"id\": 1, \"name\": \"n\"}, {\"z\": [0], \"id\": 2}], \"unknown\": {\"a\": 9},"
                + " \"o\": {\"b\": \"B\", \"p\": {\"q\": {\"r\": 1}}}, \"x.y\": \"X\", \"tags\": [\"t\", 5], \"a\": 1 }";
        Block block = fixture.block(table, "  " + event + "  \n" + event.replace("\"q\"", "\"zz\""));
        assertThat(fixture.rows(
                        table, block, "a, b, deep, tags, ids, names, o::json->>'b', quoted, items[2]['id'], whole"))
                .containsExactly(
                        "1|B|1|[t, 5]|[1, 2]|[n, NULL]|B|X|2|" + event,
                        "1|B|none|[t, 5]|[1, 2]|[n, NULL]|B|X|2|" + event.replace("\"q\"", "\"zz\""));
    }

    @Test
    void aTableWithoutPathsTakesMembersByName() {
        TableSpec table = table(column("a", "UInt8", "", ""), column("b", "Nullable(String)", "", ""));
        assertThat(fixture.rows(table, fixture.block(table, "{\"b\":\"x\",\"a\":1}\n{\"a\":2}"), "a, b"))
                .containsExactly("1|x", "2|null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "String | '' | ",
                "String | 'it\\'s' | it's",
                "String | '{}' | {}",
                "UInt8 | 7 | 7",
                "Int8 | -1 | -1",
                "Float64 | .5 | 0.5",
                "Bool | false | false",
                "Array(String) | [] | []",
                "Array(String) | ['a', 'b,c'] | [a, 'b,c']",
                "Map(String, String) | map() | {}",
                "DateTime | now() | 2026-11-21 10:00:00",
                "DateTime64(3) | now64(3) | 2026-11-21 10:00:00.123",
                "DateTime64(6) | now64() | 2026-11-21 10:00:00.123456",
                "Date | today() | 2026-11-21",
                "Date | toDate(now()) | 2026-11-21",
                "String | now() | 2026-11-21 10:00:00",
                "DateTime64(3) | toDateTime64(0, 3) | 1970-01-01 00:00:00",
                "DateTime | toDateTime('2026-01-02 03:04:05') | 2026-01-02 03:04:05",
                "UUID | toUUID('00000000-0000-0000-0000-000000000001') | 00000000-0000-0000-0000-000000000001",
                "UUID | '00000000-0000-0000-0000-000000000000' | 00000000-0000-0000-0000-000000000000",
                "Nullable(String) | 'x' | x",
                "String | NULL | ",
                "String | other | o",
            })
    void anAbsentMemberTakesTheDefault(String type, String expression, String expected) {
        TableSpec table = table(column("v", type, "$.v", expression), column("other", "String", "$.other", ""));
        Block block = fixture.block(table, "{\"other\":\"o\"}\n{\"other\":\"o\",\"v\":null}");
        List<String> rows = fixture.rows(table, block, "v::varchar");
        String value = expected == null ? "" : expected;
        assertThat(rows).containsExactly(value, type.startsWith("Nullable") ? "null" : value);
    }

    @Test
    void withoutDefaultAnAbsentMemberIsQuarantinedUnlessNullable() {
        TableSpec table = table(
                column("a", "String", "$.a", ""),
                column("b", "UInt8", "$.x.b", ""),
                column("n", "LowCardinality(Nullable(String))", "$.n", ""),
                column("no_path", "UInt8", "", ""));
        Block block = fixture.block(table, "{\"a\":\"1\",\"x\":{\"b\":2}}\n{\"x\":7}");
        assertThat(fixture.rows(table, block, "a, b, n, no_path")).containsExactly("1|2|null|0");
        assertThat(fixture.quarantined(table, block, "a, b, n, no_path, c__error_column, c__error"))
                .containsExactly("null|null|null|null|[a, b]|[is missing at $.a and has no DEFAULT, "
                        + "is missing at $.x.b and has no DEFAULT]");
    }

    @Test
    void badLinesAreQuarantinedAndGoodOnesKept() {
        Block block = fixture.block(
                ID,
                "{\"id\":1}\n\n{\"id\":\n{\"id\":2, \"s\":\"x\"}\r\nnonsense\n[{\"id\":3},{\"id\":-4}]\n7\n{\"id\":5} {\"id\":6}\n"
                        + "{\"id\":7}}\n{\"id\":8, \"s\": \"a\nb\"}\n{\"id\":9}");
        assertThat(fixture.rows(ID, block, "id")).containsExactly("1", "2", "3", "5", "6", "7", "9");
        assertThat(fixture.quarantined(ID, block, "id, c__error_column, c__raw"))
                .containsExactly(
                        "null|['']|{\"id\":",
                        "null|['']|nonsense",
                        "-4|[id]|{\"id\":-4}",
                        "null|['']|7",
                        "null|['']|}",
                        "null|['']|{\"id\":8, \"s\": \"a",
                        "null|['']|b\"}");
        assertThat(fixture.quarantined(ID, block, "c__error[1]"))
                .allMatch(r -> r.contains("not valid JSON at column")
                        || r.equals("expected a JSON object, found a number")
                        || r.startsWith("expected UInt32"))
                .noneMatch(r -> r.contains("com.fasterxml") || r.contains("Feature") || r.contains("JsonParser"));
    }

    @Test
    void bytesThatAreNotUtf8AreQuarantined() {
        byte[] body = "{\"id\":1,\"s\":\"ok\"}\n{\"id\":2,\"s\":\"?\"}\n{\"id\":3,\"x\":\"?\"}\n"
                .getBytes(StandardCharsets.UTF_8);
        body[31] = (byte) 0xFF;
        TableSpec whole = table(column("id", "UInt32", "$.id", ""), column("w", "String", "$", ""));
        Block block =
                fixture.blocks(whole, body, EventFormat.NDJSON, Long.MAX_VALUE).get(0);
        assertThat(fixture.rows(whole, block, "id")).containsExactly("1", "3");
        assertThat(fixture.quarantined(whole, block, "c__raw")).containsExactly("{\"id\":2,\"s\":\"\uFFFD\"}");
    }

    @Test
    void ofAMemberThatIsThereTwiceTheLastOneCounts() {
        TableSpec table = table(column("a", "Array(UInt8)", "$.a[:]", ""), column("b", "UInt8", "$.b", ""));
        Block block = fixture.block(table, "{\"a\":[1,2],\"b\":1,\"a\":[3],\"b\":2}\n{\"b\":3,\"a\":[4]}");
        assertThat(fixture.rows(table, block, "a, b")).containsExactly("[3]|2", "[4]|3");
    }

    @Test
    void elementsThatDoNotFitAreNamed() {
        TableSpec table = table(column("ids", "Array(UInt8)", "$.items[:].id", ""), column("n", "UInt8", "$.n", ""));
        Block block = fixture.block(
                table,
                "{\"n\":1,\"items\":[{\"id\":1},{}]}\n{\"n\":2,\"items\":[{\"id\":1},{\"id\":300}]}\n"
                        + "{\"n\":3,\"items\":5}\n{\"n\":4,\"items\":[{\"id\":4}]}\n{\"n\":5,\"items\":[]}");
        assertThat(fixture.rows(table, block, "n, ids")).containsExactly("4|[4]", "5|[]");
        assertThat(fixture.quarantined(table, block, "ids, c__error[1]"))
                .containsExactly(
                        "[1,null]|element 2: the member is missing",
                        "[1,300]|element 2: expected UInt8 from 0 to 255, found 300",
                        "5|expected an array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 1,\n \"s\": \"x\"}",
                "[\n {\"id\": 1, \"s\": \"x\"}\n]\n",
                "\uFEFF{\"id\":1,\"s\":\"x\"}",
            })
    void aJsonBodyMaySpanLines(String body) {
        Block block = fixture.blocks(ID, body.getBytes(StandardCharsets.UTF_8), EventFormat.JSON, Long.MAX_VALUE)
                .get(0);
        assertThat(fixture.rows(ID, block, "id, s")).containsExactly("1|x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NDJSON | hello | Line 1: not valid JSON at column",
                "NDJSON | `` | It is empty.",
                "NDJSON | 7 | Line 1: expected a JSON object, found a number",
                "NDJSON | `{\n\"id\": 1\n}` | for an object over several lines add format=json",
                "JSON | `{\"id\": 1,\n` | Line 2: not valid JSON",
                "JSON | [] | It is empty.",
                "JSON | `[{\"id\":1}, oops]` | Expected one JSON object, or an array of objects.",
            })
    void aBodyWithoutEventsIsRefused(EventFormat format, String body, String message) {
        assertThatThrownBy(() -> fixture.blocks(ID, body.getBytes(StandardCharsets.UTF_8), format, Long.MAX_VALUE))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("nothing was stored")
                .hasMessageContaining(message)
                .extracting(e -> ((PipitException) e).code())
                .isEqualTo(ErrorCode.INVALID_BODY);
    }

    @Test
    void linesOfOpenBracketsDoNotTakeForever() {
        byte[] body = "[1,\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> fixture.blocks(ID, body, EventFormat.NDJSON, Long.MAX_VALUE))
                .hasMessageContaining("Line 1");
    }

    @Test
    void blocksAreCutTheSameWayEveryTime() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            body.append("{\"id\":").append(i).append(i % 100 == 7 ? ",\"s\":{}}oops\n" : "}\n");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        List<Block> blocks = fixture.blocks(ID, bytes, EventFormat.NDJSON, 2_000);
        List<Block> again = fixture.blocks(ID, bytes, EventFormat.NDJSON, 2_000);
        assertThat(blocks).hasSizeGreaterThan(3);
        assertThat(blocks.stream().mapToInt(b -> b.header().rowCount()).sum()).isEqualTo(1_000);
        assertThat(blocks.stream().mapToInt(b -> b.header().quarantinedCount()).sum())
                .isEqualTo(10);
        for (int i = 0; i < blocks.size(); i++) {
            assertThat(again.get(i).rows()).isEqualTo(blocks.get(i).rows());
            assertThat(again.get(i).header()).isEqualTo(blocks.get(i).header());
        }
    }

    @Test
    void severalRequestsShareABlockAndOneCanBeUndone() {
        JsonTable json = JsonTable.compile(ID, ComputedDefaults.NONE);
        BlockBuilder builder = new BlockBuilder(json);
        add(builder, "{\"id\":1,\"s\":\"a\"}\n{\"id\":-1}");
        BlockBuilder.Mark mark = builder.mark();
        add(builder, "{\"id\":2,\"s\":\"bbbb\"}\n{\"id\":-2}");
        builder.undo(mark);
        add(builder, "{\"id\":3,\"s\":\"c\"}");
        try (RootAllocator allocator = new RootAllocator()) {
            Block block = builder.build(allocator, 3, 5, "key", 2);
            assertThat(fixture.rows(ID, block, "id, s")).containsExactly("1|a", "3|c");
            assertThat(fixture.quarantined(ID, block, "id")).containsExactly("-1");
            assertThat(block.header()).isEqualTo(new BlockHeader("events", 3, 5, 2, 1, "key", 2));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UInt8 | a.b | `` | it starts with '$'",
                "UInt8 | $.a[0] | `` | in brackets stands ':'",
                "UInt8 | $..a | `` | a name is missing",
                "UInt8 | $.a[:] | `` | Make it Array(UInt8), or take '[:]' away.",
                "Array(UInt8) | $.a[:].b[:] | `` | only one '[:]' is supported",
                "UInt8 | $.a | 'x' | does not fit its type: expected UInt8 from 0 to 255, found 'x'.",
                "UInt8 | $.a | rand() | is not supported: use a literal",
                "UInt8 | $.a | vv | which is no other column.",
                "UInt8 | $.a | v | which is no other column.",
            })
    void mistakesOfATableAreFoundWhenItIsCompiled(String type, String path, String defaultExpression, String message) {
        TableSpec table = table(column("v", type, path, defaultExpression), column("w", "String", "$.w", ""));
        assertThatThrownBy(() -> JsonTable.compile(table, ComputedDefaults.NONE))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining(message);
    }

    private static void add(BlockBuilder builder, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = new EventReader(bytes, bytes.length, EventFormat.NDJSON, 0)) {
            assertThat(reader.readInto(builder, Long.MAX_VALUE)).isFalse();
        }
    }
}
