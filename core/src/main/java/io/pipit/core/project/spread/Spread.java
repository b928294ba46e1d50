package io.pipit.core.project.spread;

import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a query over one table may be divided, so that the results of the parts together are the result of the whole.
 *
 * @param kind of the division
 * @param table whose rows are divided, or the empty text
 * @param keys by which, as people write them
 * @param rows the table's hidden columns and columns, then the keys under {@link #name}; only for a division by keys
 * @param why it is not divided, or the empty text
 */
public record Spread(Kind kind, String table, List<String> keys, Optional<TranslatedQuery> rows, String why) {
    /** What a part is. */
    public enum Kind {
        /** All rows with some values of the keys. */
        BY_KEY,
        /** The rows of some files: the query takes each row by itself. */
        BY_FILE,
        /** There is only one. */
        ONE
    }

    /** Copies the list. */
    public Spread {
        keys = List.copyOf(keys);
    }

    /** No division, and why. */
    public static Spread one(String why) {
        return new Spread(Kind.ONE, "", List.of(), Optional.empty(), why);
    }

    static String name(int key) {
        return "_pipit_s" + key;
    }

    /**
     * The rows of a part, by key.
     *
     * @param scan the engine's text of the table's rows, with hidden columns
     * @param part from 0
     * @param atMicros what the current time is for all parts
     */
    public String part(String scan, int part, int parts, long atMicros) {
        String names = IntStream.range(0, keys.size()).mapToObj(Spread::name).collect(Collectors.joining(", "));
        String all = new FrozenTime(atMicros).of(rows.orElseThrow()).bind(table -> scan);
        return "(SELECT * EXCLUDE (" + names + ") FROM (" + all + ") AS r WHERE hash(" + names + ") % " + parts + " = "
                + part + ")";
    }

    /** For people. */
    public String describe() {
        return switch (kind) {
            case BY_KEY -> "'" + table + "' is divided by " + String.join(", ", keys);
            case BY_FILE -> "the files of '" + table + "' are divided: each row is taken by itself";
            case ONE -> "one task: " + why;
        };
    }
}
