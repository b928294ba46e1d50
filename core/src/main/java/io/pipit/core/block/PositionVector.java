package io.pipit.core.block;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For each partition of each log the next offset: every block below it is counted, none at or beyond it (contract C3).
 *
 * @param next the next offset of each partition; a partition that is not named stands at 0
 */
public record PositionVector(SortedMap<LogPartition, Long> next) {
    /** Nothing is counted. */
    public static final PositionVector START = new PositionVector(new TreeMap<>());

    /** Copies the map. */
    public PositionVector {
        next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
    }

    /** The next offset of a partition. */
    public long next(LogPartition partition) {
        return next.getOrDefault(partition, 0L);
    }

    /** Whether every block below the other vector is below this one too. */
    public boolean reaches(PositionVector other) {
        return other.next.entrySet().stream().allMatch(e -> next(e.getKey()) >= e.getValue());
    }

    /** A form for headers and query parameters, for instance {@code 4fz…Q:0=17,4fz…Q:1=9}. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<LogPartition, Long> e : next.entrySet()) {
            out.append(out.length() == 0 ? "" : ",")
                    .append(e.getKey().topicId())
                    .append(':')
                    .append(e.getKey().partition())
                    .append('=')
                    .append(e.getValue());
        }
        return out.toString();
    }

    /**
     * Reads {@link #toText()}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static PositionVector parse(String text) {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        for (String item : text.split(",")) {
            if (item.isBlank()) {
                continue;
            }
            int colon = item.lastIndexOf(':');
            int equals = item.indexOf('=', colon);
            if (colon < 1 || equals < 0) {
                throw new IllegalArgumentException("A position is TOPIC:PARTITION=OFFSET, not '" + item + "'.");
            }
            next.put(
                    new LogPartition(
                            item.substring(0, colon).strip(), Integer.parseInt(item.substring(colon + 1, equals))),
                    Long.parseLong(item.substring(equals + 1).strip()));
        }
        return new PositionVector(next);
    }
}
