package io.pipit.core.block.json;

import static io.pipit.core.block.json.JsonFixture.column;
import static io.pipit.core.block.json.JsonFixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random rows, good and bad ones mixed, come back from the engine as they were sent. */
class JsonRandomRowsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int ROWS = 5_000;
    private static final TableSpec TABLE = table(
            column("id", "Int64", "$.id", ""),
            column("text", "Nullable(String)", "$.o.text", ""),
            column("small", "Int16", "$.o.small", "-7"),
            column("real", "Float64", "$.real", ""),
            column("flag", "Bool", "$.flag", ""),
            column("uuid", "UUID", "$.uuid", ""),
            column("list", "Array(Nullable(Int32))", "$.list", ""),
            column("names", "Array(String)", "$.items[:].name", ""),
            column("map", "Map(String, Array(UInt8))", "$.map", ""),
            column("tuple", "Tuple(a Nullable(String), b UInt64)", "$.tuple", ""));
    private static final String COLUMNS = TABLE.columns().stream()
            .map(c -> '"' + c.name() + "\"::varchar")
            .reduce((a, b) -> a + " || '~' || " + b)
            .orElseThrow()
            .replace("\"text\"::varchar", "coalesce(text, '<null>')");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> expected = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int bad;

    @Test
    void rowsComeBackAsTheyWereSent(@TempDir Path folder) {
        System.out.println("JsonRandomRowsTest seed=" + seed);
        for (int i = 0; i < ROWS; i++) {
            line(i);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        byte[] lineByLine = ("bad first line\n" + body).getBytes(StandardCharsets.UTF_8);
        try (JsonFixture fixture = new JsonFixture(folder)) {
            List<Block> blocks = fixture.blocks(TABLE, bytes, EventFormat.NDJSON, 40_000);
            List<String> rows = new ArrayList<>();
            blocks.forEach(b -> rows.addAll(b.rows().length == 0 ? List.of() : fixture.rows(TABLE, b, COLUMNS)));
            assertThat(rows).as("seed " + seed).isEqualTo(expected);
            assertThat(blocks.stream()
                            .mapToInt(b -> b.header().quarantinedCount())
                            .sum())
                    .isEqualTo(bad);

            Block whole = fixture.blocks(TABLE, bytes, EventFormat.NDJSON, Long.MAX_VALUE)
                    .get(0);
            Block lines = fixture.blocks(TABLE, lineByLine, EventFormat.NDJSON, Long.MAX_VALUE)
                    .get(0);
            assertThat(lines.rows()).as("seed " + seed).isEqualTo(whole.rows());
            assertThat(lines.header().quarantinedCount()).isEqualTo(bad + 1);
        }
    }

    private void line(int i) {
        ObjectNode event = MAPPER.createObjectNode();
        List<String> values = new ArrayList<>();
        event.put("noise" + random.nextInt(3), text());
        values.add(Long.toString(put(event, "id", random.nextLong())));
        ObjectNode inner = event.putObject("o");
        boolean absent = random.nextInt(4) == 0;
        String text = text();
        if (!absent) {
            inner.put("text", text);
        }
        values.add(absent ? "<null>" : text);
        short small = (short) random.nextInt();
        values.add(Integer.toString(random.nextInt(4) == 0 ? -7 : put(inner, small)));
        double real = random.nextInt(1_000) / 8.0;
        event.put("real", real);
        values.add(Double.toString(real));
        boolean flag = random.nextBoolean();
        event.put("flag", flag);
        values.add(Boolean.toString(flag));
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        event.put("uuid", uuid.toString());
        values.add(uuid.toString());
        nested(event, values);
        switch (random.nextInt(12)) {
            case 0 -> {
                event.put("flag", "perhaps");
                bad++;
            }
            case 1 -> {
                event.remove("id");
                bad++;
            }
            case 2 -> {
                body.append(event).append("}\n"); // a good record and a stray bracket
                expected.add(String.join("~", values));
                bad++;
                return;
            }
            default -> expected.add(String.join("~", values));
        }
        body.append(event).append(i % 7 == 0 ? "\r\n" : "\n");
    }

    private void nested(ObjectNode event, List<String> values) {
        ArrayNode list = event.putArray("list");
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int value = random.nextInt();
            boolean isNull = random.nextInt(3) == 0;
            if (isNull) {
                list.addNull();
            } else {
                list.add(value);
            }
            elements.add(isNull ? "NULL" : Integer.toString(value));
        }
        values.add("[" + String.join(", ", elements) + "]");

        ArrayNode items = event.putArray("items");
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            names.add("n" + random.nextInt(100));
            items.addObject().put("other", text()).put("name", names.get(names.size() - 1));
        }
        values.add("[" + String.join(", ", names) + "]");

        ObjectNode map = event.putObject("map");
        List<String> entries = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int value = random.nextInt(256);
            map.putArray("k" + i).add(value);
            entries.add("k" + i + "=[" + value + "]");
        }
        values.add("{" + String.join(", ", entries) + "}");

        int b = random.nextInt(1_000_000);
        ObjectNode tuple = event.putObject("tuple");
        tuple.put("b", b);
        values.add("{'a': NULL, 'b': " + b + "}");
    }

    private static long put(ObjectNode event, String name, long value) {
        event.put(name, value);
        return value;
    }

    private static int put(ObjectNode event, short value) {
        event.put("small", value);
        return value;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> '"';
                        case 1 -> '\\';
                        case 2 -> 0x80 + random.nextInt(0x700);
                        case 3 -> 0x1F600 + random.nextInt(40);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
