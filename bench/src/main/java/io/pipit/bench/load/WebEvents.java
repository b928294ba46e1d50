package io.pipit.bench.load;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Web events of about 450 bytes, made of real ones: event {@code i} is line {@code i} of the example's file, over and over, with an id of
 * its own, a time that goes on, and other sessions in each round. The same seed gives the same bytes. Thread-safe.
 */
public final class WebEvents {
    /** When event 0 happened; {@link #PER_SECOND} events happen in each second after it. */
    public static final LocalDateTime FIRST = LocalDateTime.of(2026, 1, 1, 0, 0);
    /** Events in a second of their own time. */
    public static final int PER_SECOND = 1_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String SAMPLE = "examples/web-analytics/data/web-events.ndjson.gz";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ID = "{\"event_id\":\"".length();
    private static final int ID_LENGTH = 36;
    private static final int TIMESTAMP = ID + ID_LENGTH + "\",\"timestamp\":\"".length();
    private static final int SESSION = TIMESTAMP + 19 + "\",\"session_id\":\"".length();
    private static final int SESSION_PART = 12;

    private final byte[][] lines;
    private final long seed;

    private WebEvents(List<String> lines, long seed) {
        this.lines = lines.stream().map(l -> l.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        this.seed = seed;
    }

    /** From the example in the product's folder. */
    public static WebEvents read(Path home, long seed) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(home.resolve(SAMPLE))), StandardCharsets.UTF_8))) {
            return new WebEvents(in.lines().toList(), seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Event {@code i} without a line end. */
    public byte[] event(long i) {
        byte[] line = lines[(int) (i % lines.length)].clone();
        long high = mix(seed + 2 * i);
        long low = mix(seed + 2 * i + 1);
        id(line, high, low);
        byte[] time = TIME.format(FIRST.plusSeconds(i / PER_SECOND)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(time, 0, line, TIMESTAMP, time.length);
        hex(line, SESSION, mix(session(line) + i / lines.length), SESSION_PART);
        return line;
    }

    /** Events as NDJSON. */
    public byte[] body(long from, int count) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(count * 460);
        for (long i = from; i < from + count; i++) {
            body.writeBytes(event(i));
            body.write('\n');
        }
        return body.toByteArray();
    }

    /** The time of event {@code i}, as endpoints take it. */
    public static String time(long i) {
        return TIME.format(FIRST.plusSeconds(i / PER_SECOND));
    }

    private static void id(byte[] line, long high, long low) {
        int at = ID;
        for (int i = 0; i < ID_LENGTH; i++) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                line[at++] = '-';
            } else {
                int digit = i < 18 ? i : i + 5;
                long bits = i < 18 ? high : low;
                line[at++] = HEX[(int) (bits >>> (digit * 7 % 61)) & 15];
            }
        }
    }

    private static long session(byte[] line) {
        long value = 0;
        for (int i = 0; i < 15; i++) {
            value = value * 16 + Character.digit(line[SESSION + i], 16);
        }
        return value;
    }

    private static void hex(byte[] line, int at, long value, int digits) {
        for (int i = 0; i < digits; i++) {
            line[at + i] = HEX[(int) (value >>> (4 * i)) & 15];
        }
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
