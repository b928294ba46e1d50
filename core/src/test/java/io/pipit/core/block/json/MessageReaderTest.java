package io.pipit.core.block.json;

import static io.pipit.core.block.json.JsonFixture.column;
import static io.pipit.core.block.json.JsonFixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class MessageReaderTest extends JsonTestBase {
    private static final TableSpec USUAL = table(
            column("id", "UInt32", "$.id", ""),
            column("__value", "String", "", ""),
            column("__topic", "LowCardinality(String)", "", ""),
            column("__partition", "Int16", "", ""),
            column("__offset", "Int64", "", ""),
            column("__timestamp", "DateTime", "", ""),
            column("__key", "String", "", ""),
            column("__headers", "Map(String, String)", "", ""));
    private static final TableSpec OTHER_TYPES = table(
            column("id", "UInt32", "", ""),
            column("__topic", "Nullable(String)", "", ""),
            column("__partition", "UInt64", "", ""),
            column("__offset", "UInt64", "", ""),
            column("__timestamp", "DateTime64(3)", "", ""),
            column("__key", "UInt16", "", ""));

    @Test
    void aMessageFillsTheColumnsThatSayWhereItIsFrom() {
        Block block = block(
                USUAL,
                message("{\"id\": 1, \"__offset\": 77}", "k\"1", "{\"a\":\"b\"}"),
                message(" {\"id\": 2} ", "", ""));
        assertThat(fixture.rows(
                        USUAL, block, "id, __value, __topic, __partition, __offset, __timestamp, __key, __headers"))
                .containsExactly(
                        "1|raw|t|3|5000000000|2026-11-21 10:00:01.0|k\"1|{a=b}",
                        "2|raw|t|3|5000000000|2026-11-21 10:00:01.0||{}");
    }

    @Test
    void columnsMayBeOfOtherTypesAndFoundByName() {
        Block block = block(OTHER_TYPES, message("{\"id\": 1}", "12", ""), message("{\"id\": 2}", "k", ""));
        assertThat(fixture.rows(OTHER_TYPES, block, "id, __topic, __partition, __offset, __timestamp, __key"))
                .containsExactly("1|t|3|5000000000|2026-11-21 10:00:01.5|12");
        assertThat(fixture.quarantined(OTHER_TYPES, block, "id, __topic, __offset, __key, c__error_column"))
                .containsExactly("2|t|5000000000|k|[__key]");
    }

    @Test
    void whatIsNoObjectGoesToTheQuarantineWithItsPlace() {
        Block block = block(
                USUAL,
                message("{\"id\": 1", "", ""),
                message("[1]", "", ""),
                message("", "", ""),
                message("{\"id\": 1} {\"id\": 2}", "", ""),
                message("{\"id\": -1}", "", ""),
                message("{\"id\": 9}", "", ""));
        assertThat(fixture.rows(USUAL, block, "id")).containsExactly("9");
        assertThat(fixture.quarantined(USUAL, block, "id, __topic, __partition, __offset, c__error[1][:22]"))
                .containsExactly(
                        "null|t|3|5000000000|not valid JSON at colu",
                        "null|t|3|5000000000|expected a JSON object",
                        "null|t|3|5000000000|it is empty",
                        "null|t|3|5000000000|there is more behind i",
                        "-1|t|3|5000000000|expected UInt32 from 0");
    }

    private static Message message(String json, String key, String headers) {
        return new Message(
                bytes(json),
                bytes("raw"),
                bytes("t"),
                3,
                5_000_000_000L,
                1_795_255_201_500L,
                bytes(key),
                bytes(headers));
    }

    private static Block block(TableSpec table, Message... messages) {
        BlockBuilder builder = new BlockBuilder(JsonTable.compile(table, ComputedDefaults.NONE));
        MessageReader reader = new MessageReader(builder, 0);
        for (Message message : messages) {
            reader.add(message);
        }
        try (RootAllocator allocator = new RootAllocator()) {
            return builder.build(allocator, 1, 0, "", 0);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
