package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.EnumType;
import java.util.stream.Collectors;

/** Enumerations are held as their names. */
public final class Enums {
    private Enums() {}

    /** The number of a name. */
    public static String number(String sql, EnumType type) {
        return type.entries().stream()
                .map(e -> " WHEN " + SqlText.string(e.name()) + " THEN " + e.number())
                .collect(Collectors.joining("", "CASE " + sql, " END"));
    }

    /** The name of a number; numbers that are not there give NULL. */
    public static String name(String sql, EnumType type) {
        return type.entries().stream()
                .map(e -> " WHEN " + e.number() + " THEN " + SqlText.string(e.name()))
                .collect(Collectors.joining("", "CASE " + sql, " END"));
    }
}
