package io.pipit.core.block.json;

import static io.pipit.core.block.json.JsonFixture.column;
import static io.pipit.core.block.json.JsonFixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.pipit.core.block.Block;
import io.pipit.core.block.TableSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are what Jackson reads, in every way of writing them, right ones and wrong ones; half of a surrogate pair becomes U+FFFD. */
class JsonTextTest {
    private static final TableSpec TABLE = table(column("t", "String", "$.t", ""));
    private static final int TEXTS = 4_000;
    private static final byte[][] PIECES = {
        ascii("\\\""),
        ascii("\\\\"),
        ascii("\\/"),
        ascii("\\b\\f\\n\\r\\t"),
        ascii("\\u0041"),
        ascii("\\u20ac"),
        ascii("\\ud83d\\ude00"),
        ascii("\\ud83d"),
        ascii("\\u00"),
        ascii("\\x"),
        ascii("\\"),
        ascii("\t"),
        {0},
        {0x7F},
        "ü".getBytes(StandardCharsets.UTF_8),
        "€".getBytes(StandardCharsets.UTF_8),
        "😀".getBytes(StandardCharsets.UTF_8),
        {(byte) 0xC3},
        {(byte) 0x80},
        {(byte) 0xFF},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xC0, (byte) 0xAF},
        ascii("x".repeat(300)),
        ascii("{\\\"a\\\":\\\"b\\\"}")
    };

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void textsAreWhatJacksonReads(@TempDir Path folder) throws IOException {
        System.out.println("JsonTextTest seed=" + seed);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            byte[] line = line();
            text(line).ifPresent(text -> expected.add(hex(text)));
            body.write(line);
            body.write('\n');
        }
        assertThat(expected).as("right ones, seed " + seed).hasSizeGreaterThan(TEXTS / 4);
        try (JsonFixture fixture = new JsonFixture(folder)) {
            Block block = fixture.blocks(TABLE, body.toByteArray(), EventFormat.NDJSON, Long.MAX_VALUE)
                    .get(0);
            assertThat(fixture.rows(TABLE, block, "hex(t)")).as("seed " + seed).isEqualTo(expected);
            assertThat(block.header().quarantinedCount()).as("seed " + seed).isEqualTo(TEXTS - expected.size());
        }
    }

    private byte[] line() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("{\"t\":\""));
        for (int i = random.nextInt(6); i > 0; i--) {
            boolean usual = random.nextInt(3) > 0;
            out.writeBytes(usual ? ascii("word" + i) : PIECES[random.nextInt(PIECES.length)]);
        }
        out.writeBytes(ascii("\"}"));
        return out.toByteArray();
    }

    private static Optional<String> text(byte[] line) {
        try (JsonParser json = new JsonFactory().createParser(line)) {
            json.nextToken();
            json.nextToken();
            json.nextToken();
            String text = json.getText();
            json.nextToken();
            return json.nextToken() == null ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String hex(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints().forEach(c -> whole.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 0xFFFD : c));
        return HexFormat.of()
                .formatHex(whole.toString().getBytes(StandardCharsets.UTF_8))
                .toUpperCase(Locale.ROOT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
