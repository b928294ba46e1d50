package io.pipit.core.error;

import java.util.Locale;

/** How many of something there are, as messages say it: {@code 1 row}, {@code 2 rows}. */
public final class Counted {
    private Counted() {}

    /** A number and the word for it, whose plural ends with an s. */
    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    /** A number and what follows it where it is one, and where it is another number. */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    /** The same with the digits of large numbers in groups: {@code 1,234 rows}. */
    public static String grouped(long count, String one) {
        return grouped(count, one, one + "s");
    }

    /** The same with the digits of large numbers in groups. */
    public static String grouped(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
