package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import io.pipit.core.block.column.FixedBuffer;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** Points in time, see {@link TimeText}; digits beyond the type's precision are cut off. */
final class DateTimeCell extends ScalarCell {
    private static final long LAST_OF_DATE_TIME = 4_294_967_295L; // 2106-02-07
    private static final long FIRST_OF_DATE_TIME64 = -2_208_988_800L; // 1900-01-01
    private static final long LAST_OF_DATE_TIME64 = 10_413_791_999L; // 2299-12-31
    private static final long FIRST_OF_NANOS = -9_223_372_036L;
    private static final long LAST_OF_NANOS = 9_223_372_035L; // 2262-04-11

    private final FixedBuffer buffer;
    private final String name;
    private final TimeText time;
    private final long first;
    private final long last;
    private final int cutNanos;
    private final boolean holdsNanos;

    /** Values of {@code DateTime} (precision -1) or {@code DateTime64}. */
    DateTimeCell(FixedBuffer buffer, String name, int precision, String zone) {
        this.buffer = buffer;
        this.name = name;
        this.time = new TimeText(rules(zone));
        this.holdsNanos = precision > 6;
        this.first =
                precision < 0 ? 0 : holdsNanos ? Math.max(FIRST_OF_NANOS, FIRST_OF_DATE_TIME64) : FIRST_OF_DATE_TIME64;
        this.last = precision < 0 ? LAST_OF_DATE_TIME : holdsNanos ? LAST_OF_NANOS : LAST_OF_DATE_TIME64;
        int unit = 1_000_000_000;
        for (int i = 0; i < precision; i++) {
            unit /= 10;
        }
        this.cutNanos = unit;
    }

    private static ZoneRules rules(String zone) {
        if (zone.isEmpty() || zone.startsWith("Fixed/")) {
            return null;
        }
        ZoneRules rules = ZoneId.of(zone).getRules();
        return rules.equals(ZoneOffset.UTC.getRules()) ? null : rules;
    }

    @Override
    String expected() {
        return name + " such as 2026-11-21 10:00:00 or 2026-11-21T10:00:00Z";
    }

    @Override
    String appendInteger(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return found(json.getText());
        }
        time.number(json.getLongValue());
        return append() ? null : found(json.getText() + ", which is out of range");
    }

    @Override
    String appendText(char[] text, int start, int length) {
        if (!time.read(text, start, length)) {
            return foundText(text, start, length);
        }
        return append() ? null : foundText(text, start, length) + ", which is out of range";
    }

    @Override
    String appendBoolean(boolean value) {
        return found(value ? "true" : "false");
    }

    private boolean append() {
        long seconds = time.seconds();
        if (seconds < first || seconds > last) {
            return false;
        }
        int nanos = time.nanos() - time.nanos() % cutNanos;
        buffer.append(holdsNanos ? seconds * 1_000_000_000 + nanos : seconds * 1_000_000 + nanos / 1_000);
        return true;
    }
}
