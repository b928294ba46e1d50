package io.pipit.cli.checker;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One event.
 *
 * @param writer who sent it
 * @param sequence its number with this writer; the same number twice is the same event
 * @param value random
 * @param note a number, unless the event is to make a view fail
 */
record Event(int writer, int sequence, long value, String note) {
    static final int KEYS = 10;
    private static final int IDS = 20_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Instant FIRST_DAY = Instant.parse("2026-03-01T00:00:00Z");

    /** Of few, so that each is written again and again. */
    int key() {
        return Math.floorMod((int) (value / 7), KEYS);
    }

    /** Its number among the ids of the writer: not more than those of which the engine counts distinct ones exactly. */
    int id() {
        return sequence % IDS;
    }

    /** Out of order: the newest version of a key is often not the one sent last. */
    long version() {
        return sequence ^ 21;
    }

    /** Within two days, out of order, so that every request touches old and new groups. */
    private Instant at() {
        return FIRST_DAY.plusSeconds(Math.floorMod(value * 7, 172_800));
    }

    void appendTo(StringBuilder body) {
        body.append("{\"event_id\":\"w").append(writer).append('-').append(id());
        body.append("\",\"writer\":").append(writer).append(",\"key\":").append(key());
        body.append(",\"version\":").append(version()).append(",\"value\":").append(value);
        body.append(",\"note\":\"").append(note).append("\",\"at\":\"").append(TIME.format(at()));
        body.append("\"}\n");
    }
}
