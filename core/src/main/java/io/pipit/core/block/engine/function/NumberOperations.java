package io.pipit.core.block.engine.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as texts: floats as the dialect prints them, other bases, sizes and durations in words. */
final class NumberOperations {
    private static final Pattern SIZE =
            Pattern.compile("\\s*([0-9.]+)\\s*([KMGTPE]?)(i?)B\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern DELTA = Pattern.compile("([0-9.]+)\\s*([a-zA-Zµ]+)");
    private static final String[] UNITS = {"year", "month", "day", "hour", "minute", "second"};
    private static final long[] LENGTHS = {31_536_000, 2_635_200, 86_400, 3_600, 60, 1};

    private NumberOperations() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("float", a -> floatText(a[0]));
        texts.put("conv", a -> conv(a[0], Integer.parseInt(a[1]), Integer.parseInt(a[2])));
        texts.put("timeDelta", a -> timeDelta(Double.parseDouble(a[0]), a[1], a[2]));
        texts.put("parseTimeDelta", a -> parseTimeDelta(a[0]));
        texts.put("parseSize", a -> parseSize(a[0]));
        texts.put("erf", a -> Double.toString(1 - ErrorFunction.complement(Double.parseDouble(a[0]))));
        texts.put("erfc", a -> Double.toString(ErrorFunction.complement(Double.parseDouble(a[0]))));
        texts.put(
                "littleEndianOf",
                a -> java.util.HexFormat.of()
                        .formatHex(Bytes.of(Long.parseUnsignedLong(a[0]), Integer.parseInt(a[1]))));
    }

    /** A float in the engine's text as the dialect prints it: from 1e-6 up to 1e21 without an exponent. */
    static String floatText(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("inf")) {
            return lower.startsWith("-") ? "-inf" : "inf";
        } else if (lower.contains("nan")) {
            return "nan";
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        if (value.signum() == 0) {
            return lower.startsWith("-") ? "-0" : "0";
        }
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -7 + 1 && exponent < 21) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value.signum() < 0 ? "-" : "") + mantissa + "e" + exponent;
    }

    private static String conv(String text, int from, int to) {
        try {
            return new BigInteger(text.strip().toLowerCase(Locale.ROOT), from)
                    .toString(to)
                    .toUpperCase(Locale.ROOT);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("conv: '" + text + "' is not a number in base " + from, e);
        }
    }

    private static String timeDelta(double seconds, String max, String min) {
        List<String> parts = new ArrayList<>();
        long rest = (long) Math.abs(seconds);
        boolean started = false;
        for (int i = 0; i < UNITS.length; i++) {
            started |= max.equals(UNITS[i] + "s");
            if (!started) {
                continue;
            }
            long count = rest / LENGTHS[i];
            rest -= count * LENGTHS[i];
            boolean last = min.equals(UNITS[i] + "s");
            if (count > 0 || (last && parts.isEmpty())) {
                parts.add(count + " " + UNITS[i] + (count == 1 ? "" : "s"));
            }
            if (last) {
                break;
            }
        }
        String sign = seconds < 0 ? "- " : "";
        int n = parts.size();
        return sign
                + (n < 2
                        ? String.join("", parts)
                        : String.join(", ", parts.subList(0, n - 1)) + " and " + parts.get(n - 1));
    }

    private static String parseTimeDelta(String text) {
        Matcher m = DELTA.matcher(text);
        double seconds = 0;
        boolean any = false;
        while (m.find()) {
            any = true;
            seconds += Double.parseDouble(m.group(1)) * length(m.group(2).toLowerCase(Locale.ROOT), text);
        }
        if (!any) {
            throw new IllegalArgumentException("parseTimeDelta: no duration in '" + text + "'");
        }
        return Double.toString(seconds);
    }

    private static double length(String unit, String text) {
        return switch (unit) {
            case "ns", "nanosecond", "nanoseconds" -> 1e-9;
            case "us", "µs", "microsecond", "microseconds" -> 1e-6;
            case "ms", "millisecond", "milliseconds" -> 1e-3;
            case "s", "sec", "second", "seconds" -> 1;
            case "m", "min", "minute", "minutes" -> 60;
            case "h", "hr", "hour", "hours" -> 3_600;
            case "d", "day", "days" -> 86_400;
            case "w", "week", "weeks" -> 604_800;
            case "mo", "month", "months" -> 2_629_746;
            case "y", "year", "years" -> 31_556_952;
            default -> throw new IllegalArgumentException("parseTimeDelta: no unit '" + unit + "' in '" + text + "'");
        };
    }

    private static String parseSize(String text) {
        Matcher m = SIZE.matcher(text);
        if (!m.matches()) {
            return null;
        }
        int power = m.group(2).isEmpty() ? 0 : "KMGTPE".indexOf(m.group(2).toUpperCase(Locale.ROOT)) + 1;
        BigDecimal unit = BigDecimal.valueOf(m.group(3).isEmpty() ? 1000 : 1024).pow(power);
        return new BigDecimal(m.group(1))
                .multiply(unit)
                .setScale(0, java.math.RoundingMode.CEILING)
                .toPlainString();
    }
}
