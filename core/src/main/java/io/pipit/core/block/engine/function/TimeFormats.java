package io.pipit.core.block.engine.function;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Times in the formats of Joda and of MySQL. */
final class TimeFormats {
    private static final int KEPT = 256;
    private static final Map<String, DateTimeFormatter> PARSERS = new ConcurrentHashMap<>();

    private TimeFormats() {}

    static void register(Map<String, HashOperation> numbers, Map<String, TextOperation> texts) {
        texts.put("bestEffort", a -> BestEffortTime.parse(a[0], a[1], false));
        texts.put("bestEffortUS", a -> BestEffortTime.parse(a[0], a[1], true));
        texts.put("joda", a -> joda(a[0], WallTime.parse(a[1]), a[2]));
        texts.put("parseJoda", a -> parse("j" + a[1], a[0]));
        texts.put("parseMysql", a -> parse("m" + a[1], a[0]));
        numbers.put("week", a -> week(LocalDate.parse(a[0]), Integer.parseInt(a[1])));
    }

    private static String joda(String format, LocalDateTime time, String zone) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); ) {
            char c = format.charAt(i);
            int end = i + 1;
            if (c == '\'') {
                boolean quote = end < format.length() && format.charAt(end) == '\'';
                int close = quote ? end : format.indexOf('\'', end);
                if (close < 0) {
                    throw new IllegalArgumentException(
                            "formatDateTimeInJodaSyntax: a quote is not closed in " + format);
                }
                out.append(quote ? "'" : format.substring(end, close));
                i = close + 1;
                continue;
            }
            while (end < format.length() && format.charAt(end) == c) {
                end++;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            out.append(letter ? jodaField(c, end - i, time, zone) : format.substring(i, end));
            i = end;
        }
        return out.toString();
    }

    private static String jodaField(char c, int count, LocalDateTime t, String zone) {
        return switch (c) {
            case 'y', 'Y' -> count == 2 ? padded(Math.floorMod(t.getYear(), 100), 2) : padded(t.getYear(), count);
            case 'x' -> padded(t.get(IsoFields.WEEK_BASED_YEAR), count);
            case 'G' -> "AD";
            case 'C' -> padded(t.getYear() / 100, count);
            case 'w' -> padded(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), count);
            case 'e' -> padded(t.getDayOfWeek().getValue(), count);
            case 'E' -> t.getDayOfWeek().getDisplayName(count < 4 ? TextStyle.SHORT : TextStyle.FULL, Locale.ENGLISH);
            case 'D' -> padded(t.getDayOfYear(), count);
            case 'M' ->
                count < 3
                        ? padded(t.getMonthValue(), count)
                        : t.getMonth().getDisplayName(count == 3 ? TextStyle.SHORT : TextStyle.FULL, Locale.ENGLISH);
            case 'd' -> padded(t.getDayOfMonth(), count);
            case 'a' -> t.getHour() < 12 ? "AM" : "PM";
            case 'K' -> padded(t.getHour() % 12, count);
            case 'h' -> padded(t.get(ChronoField.CLOCK_HOUR_OF_AMPM), count);
            case 'H' -> padded(t.getHour(), count);
            case 'k' -> padded(t.get(ChronoField.CLOCK_HOUR_OF_DAY), count);
            case 'm' -> padded(t.getMinute(), count);
            case 's' -> padded(t.getSecond(), count);
            case 'S' -> (padded(t.getNano(), 9) + "0".repeat(Math.max(0, count - 9))).substring(0, count);
            case 'z' -> zone.isEmpty() ? "UTC" : zoneName(zone, t, count);
            default -> throw new IllegalArgumentException("formatDateTimeInJodaSyntax: '" + c + "' is not supported");
        };
    }

    private static String zoneName(String zone, LocalDateTime wall, int count) {
        return DateTimeFormatter.ofPattern(count < 4 ? "z" : "zzzz", Locale.ENGLISH)
                .format(wall.atZone(ZoneId.of(zone)));
    }

    private static String padded(int value, int width) {
        String digits = Integer.toString(value);
        return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
    }

    /** The wall clock that a text in a format shows, or null where it does not fit. */
    private static String parse(String format, String text) {
        DateTimeFormatter parser = PARSERS.get(format);
        if (parser == null) {
            parser = format.startsWith("m") ? mysql(format.substring(1)) : jodaParser(format.substring(1));
            if (PARSERS.size() < KEPT) {
                PARSERS.put(format, parser);
            }
        }
        try {
            TemporalAccessor parsed = parser.parse(text);
            LocalDate date = parsed.query(TemporalQueries.localDate());
            if (date == null) {
                int year = parsed.isSupported(ChronoField.YEAR) ? parsed.get(ChronoField.YEAR) : 2000;
                int month = parsed.isSupported(ChronoField.MONTH_OF_YEAR) ? parsed.get(ChronoField.MONTH_OF_YEAR) : 1;
                int day = parsed.isSupported(ChronoField.DAY_OF_MONTH) ? parsed.get(ChronoField.DAY_OF_MONTH) : 1;
                date = LocalDate.of(year, month, day);
            }
            long nanos = 0;
            if (parsed.isSupported(ChronoField.NANO_OF_DAY)) {
                nanos = parsed.getLong(ChronoField.NANO_OF_DAY);
            }
            LocalDateTime wall = date.atStartOfDay().plusNanos(nanos);
            if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
                wall = wall.minusSeconds(parsed.get(ChronoField.OFFSET_SECONDS));
            }
            return WallTime.text(wall);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static DateTimeFormatterBuilder builder() {
        return new DateTimeFormatterBuilder().parseCaseInsensitive();
    }

    private static DateTimeFormatter finish(DateTimeFormatterBuilder b, boolean time) {
        if (time) {
            b.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0).parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
        }
        return b.toFormatter(Locale.ENGLISH);
    }

    private static DateTimeFormatter mysql(String format) {
        DateTimeFormatterBuilder b = builder();
        boolean time = false;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                b.appendLiteral(c);
                continue;
            }
            char letter = format.charAt(++i);
            time |= "HkhIliMsSTRrfp".indexOf(letter) >= 0 && letter != 'M';
            mysqlField(b, letter);
        }
        return finish(b, time);
    }

    private static void mysqlField(DateTimeFormatterBuilder b, char letter) {
        switch (letter) {
            case 'Y' -> b.appendValue(ChronoField.YEAR, 4);
            case 'y' -> b.appendValueReduced(ChronoField.YEAR, 2, 2, 1970);
            case 'm', 'c' -> b.appendValue(ChronoField.MONTH_OF_YEAR, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE);
            case 'd' -> b.appendValue(ChronoField.DAY_OF_MONTH, 2);
            case 'e' ->
                b.padNext(1).appendValue(ChronoField.DAY_OF_MONTH, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE);
            case 'j' -> b.appendValue(ChronoField.DAY_OF_YEAR, 3);
            case 'b' -> b.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
            case 'M' -> b.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case 'a' -> b.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
            case 'W' -> b.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case 'H', 'k' -> b.appendValue(ChronoField.HOUR_OF_DAY, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE);
            case 'h', 'I', 'l' ->
                b.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE);
            case 'i' -> b.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
            case 's', 'S' -> b.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
            case 'f' -> b.appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, false);
            case 'p' -> b.appendText(ChronoField.AMPM_OF_DAY);
            case 'z' -> b.appendOffset("+HHmm", "+0000");
            case 'F' -> b.append(DateTimeFormatter.ISO_LOCAL_DATE);
            case 'T' -> b.appendPattern("HH:mm:ss");
            case 'R' -> b.appendPattern("HH:mm");
            case 'D' -> b.appendPattern("MM/dd/").appendValueReduced(ChronoField.YEAR, 2, 2, 1970);
            case 'n' -> b.appendLiteral('\n');
            case 't' -> b.appendLiteral('\t');
            case '%' -> b.appendLiteral('%');
            default ->
                throw new IllegalArgumentException("parseDateTime: '%" + letter + "' is not supported in a format");
        }
    }

    private static DateTimeFormatter jodaParser(String format) {
        boolean time = format.matches(".*[HkKhmsS].*");
        String pattern = format.replace("Y", "u")
                .replace("y", "u")
                .replace("e", "e")
                .replace("ZZ", "xxx")
                .replace("Z", "xx");
        return finish(builder().appendPattern(pattern), time);
    }

    /** Year times 100 plus week, by the modes of MySQL and 8 and 9, in which week 1 is that of 1 January. */
    private static long week(LocalDate date, int mode) {
        if ((mode & 8) != 0) {
            DayOfWeek first = (mode & 1) == 1 ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY;
            LocalDate start = date.with(java.time.temporal.TemporalAdjusters.previousOrSame(first));
            int year = start.plusDays(6).getYear();
            LocalDate one = LocalDate.of(year, 1, 1).with(java.time.temporal.TemporalAdjusters.previousOrSame(first));
            return year * 100L + java.time.temporal.ChronoUnit.WEEKS.between(one, start) + 1;
        }
        int format = (mode & 1) == 1 ? mode & 7 : (mode & 7) ^ 4;
        boolean monday = (format & 1) == 1;
        boolean weekYear = (format & 2) == 2;
        boolean whole = (format & 4) == 4;
        int year = date.getYear();
        LocalDate first = LocalDate.of(year, 1, 1);
        int weekday = monday
                ? first.getDayOfWeek().getValue() - 1
                : first.getDayOfWeek().getValue() % 7;
        if (date.getMonthValue() == 1 && date.getDayOfMonth() <= 7 - weekday) {
            if (!weekYear && ((whole && weekday != 0) || (!whole && weekday >= 4))) {
                return year * 100L;
            }
            weekYear = true;
            year--;
            first = first.minusYears(1);
            weekday = (weekday + 53 * 7 - first.lengthOfYear()) % 7;
        }
        long days = java.time.temporal.ChronoUnit.DAYS.between(first, date)
                - ((whole && weekday != 0) || (!whole && weekday >= 4) ? 7 - weekday : -weekday);
        if (weekYear && days >= 52 * 7) {
            weekday = (weekday + first.lengthOfYear()) % 7;
            if ((!whole && weekday < 4) || (whole && weekday == 0)) {
                return (year + 1) * 100L + 1;
            }
        }
        return year * 100L + days / 7 + 1;
    }
}
