package io.pipit.core.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 512}, {@code 64KB}, {@code 10MB} or {@code 2GB}; a KB is 1,024 bytes. */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?");

    /**
     * Reads the form above, without regard to case.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 512KB, 64MB or 2GB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        int shift = "B KB MB GB".indexOf(unit) == 0 ? 0 : 10 * (1 + "KMG".indexOf(unit.charAt(0)));
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    }

    @Override
    public String toString() {
        String[] units = {"", "KB", "MB", "GB"};
        int unit = 0;
        long left = bytes;
        while (unit < 3 && left != 0 && left % 1024 == 0) {
            left /= 1024;
            unit++;
        }
        return left + units[unit];
    }
}
