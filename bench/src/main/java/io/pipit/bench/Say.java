package io.pipit.bench;

import java.util.Locale;

/** Tells people how far it is. */
@FunctionalInterface
public interface Say {
    /** One line. */
    void line(String text);

    /** One line with values. */
    default void format(String format, Object... values) {
        line(String.format(Locale.ROOT, format, values));
    }
}
