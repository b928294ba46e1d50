package io.pipit.core.block.json;

import java.nio.charset.StandardCharsets;

/**
 * A message of a topic that is to become a row. Arrays are not copied.
 *
 * @param json its value as a JSON object in UTF-8
 * @param raw what is kept of it as it came, in UTF-8; empty for nothing
 * @param topic in UTF-8
 * @param timestampMillis since 1970
 * @param key in UTF-8; empty for none
 * @param headers a JSON object of texts in UTF-8; empty for none
 */
public record Message(
        byte[] json,
        byte[] raw,
        byte[] topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] headers) {
    private static final long MILLIS_PER_SECOND = 1000;

    /** A field that is text; null for numbers. */
    byte[] bytes(MessageField field) {
        return switch (field) {
            case VALUE -> raw;
            case TOPIC -> topic;
            case KEY -> key;
            case HEADERS -> headers.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : headers;
            case PARTITION, OFFSET, TIMESTAMP -> null;
        };
    }

    /** A field that is a number; the time in seconds. */
    long number(MessageField field) {
        return switch (field) {
            case PARTITION -> partition;
            case OFFSET -> offset;
            case TIMESTAMP -> Math.floorDiv(timestampMillis, MILLIS_PER_SECOND);
            case VALUE, TOPIC, KEY, HEADERS -> throw new IllegalArgumentException(field + " is text");
        };
    }

    /** A field as the quarantine shows it. */
    String text(MessageField field) {
        byte[] bytes = bytes(field);
        return bytes == null ? Long.toString(number(field)) : new String(bytes, StandardCharsets.UTF_8);
    }
}
