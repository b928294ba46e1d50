package io.pipit.core.lake;

import io.pipit.core.block.PositionVector;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a table holds of a copy (contract C5).
 *
 * @param runId of the last run that is in the table
 * @param runKey of that run, or the empty text
 * @param number of that run, from 1; it is {@code _off} in the rows of the run
 * @param numbersByKey of the last {@link #REMEMBERED_KEYS} keyed runs that are in the table, the last one included
 * @param edge the positions of the sources that the run counted
 * @param committedAtMillis when
 */
public record CopyCoverage(
        String runId,
        String runKey,
        long number,
        SortedMap<String, Long> numbersByKey,
        PositionVector edge,
        long committedAtMillis) {
    /** How many run keys the coverage of a table remembers; it is written with each commit, so it is kept small. */
    public static final int REMEMBERED_KEYS = 64;

    /** Copies the map. */
    public CopyCoverage {
        numbersByKey = Collections.unmodifiableSortedMap(new TreeMap<>(numbersByKey));
    }

    /** The number of the run with this key, when the table remembers it. */
    public Optional<Long> numberOf(String key) {
        return Optional.ofNullable(numbersByKey.get(key));
    }

    /** The coverage after a further run of the same copy; {@code previous} is null for the first. */
    public static CopyCoverage following(
            CopyCoverage previous, String runId, String runKey, PositionVector edge, long committedAtMillis) {
        long number = previous == null ? 1 : previous.number + 1;
        SortedMap<String, Long> keys = previous == null ? new TreeMap<>() : new TreeMap<>(previous.numbersByKey);
        if (!runKey.isEmpty()) {
            keys.put(runKey, number);
        }
        while (keys.size() > REMEMBERED_KEYS) {
            keys.remove(keys.entrySet().stream()
                    .min(Comparator.comparingLong(Map.Entry::getValue))
                    .orElseThrow()
                    .getKey());
        }
        return new CopyCoverage(runId, runKey, number, keys, edge, committedAtMillis);
    }
}
