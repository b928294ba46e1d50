package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType.EnumType;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Names of an enumeration are held as texts, but are ordered by their numbers. */
public final class EnumOrder {
    private EnumOrder() {}

    /** What orders the names as their numbers do, as the engine's text. */
    public static String of(EnumType type, String value) {
        String names = type.entries().stream()
                .sorted(Comparator.comparingInt(EnumType.Entry::number))
                .map(entry -> SqlText.string(entry.name()))
                .collect(Collectors.joining(", ", "[", "]"));
        return "list_position(" + names + ", " + value + ")";
    }
}
