package io.pipit.cli.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** What the values of one place in a sample have in common. */
final class Inferred {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2})?(\\.\\d{1,9})?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern FRACTION = Pattern.compile(".*\\.(\\d{1,9}).*");

    private int values;
    private int absent;
    private boolean array;
    private boolean plain;
    private boolean bool = true;
    private boolean integer = true;
    private boolean unsigned = true;
    private boolean number = true;
    private boolean date = true;
    private boolean time = true;
    private int fraction;

    /** Takes one value, null included. */
    void add(JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            absent++;
            return;
        }
        values++;
        if (value.isArray()) {
            array = true;
            value.forEach(this::element);
        } else {
            plain = true;
            element(value);
        }
    }

    /** Counts records that have nothing at this place. */
    void missing(int records) {
        absent += records;
    }

    int seen() {
        return values + absent;
    }

    private void element(JsonNode value) {
        if (value.isNull()) {
            return;
        }
        String text = value.isTextual() ? value.asText() : "";
        bool &= value.isBoolean();
        integer &= value.isIntegralNumber() && value.bigIntegerValue().bitLength() <= 64;
        unsigned &= value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0;
        number &= value.isNumber();
        date &= DATE.matcher(text).matches();
        boolean aTime = DATE_TIME.matcher(text).matches();
        time &= aTime || DATE.matcher(text).matches();
        var digits = FRACTION.matcher(text);
        fraction =
                aTime && digits.matches() ? Math.max(fraction, digits.group(1).length()) : fraction;
        boolean fits = !value.isIntegralNumber() || value.bigIntegerValue().bitLength() <= 63;
        integer &= fits || unsigned;
        big |= !fits;
    }

    private boolean big;

    boolean isArray() {
        return array && !plain;
    }

    boolean isTime() {
        return !isArray() && values > 0 && (date || time);
    }

    boolean nullable() {
        return absent > 0;
    }

    /** The type of the values, without Nullable. */
    String scalar() {
        if (values == 0 || array && plain) {
            return "String";
        } else if (bool) {
            return "Bool";
        } else if (integer) {
            return big ? "UInt64" : "Int64";
        } else if (number) {
            return "Float64";
        } else if (date) {
            return "Date";
        } else if (time) {
            return fraction == 0 ? "DateTime" : "DateTime64(" + (fraction <= 3 ? 3 : fraction <= 6 ? 6 : 9) + ")";
        }
        return "String";
    }
}
