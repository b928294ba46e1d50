package io.pipit.core.lake;

import io.pipit.core.block.PositionVector;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What a table holds of a copy (contract C5).
 *
 * @param runId of the last run that is in the table
 * @param runKey of that run, or the empty text
 * @param number of that run, from 1; it is {@code _off} in the rows of the run
 * @param numbersByKey of the last {@link #REMEMBERED_KEYS} keyed runs that are in the table, the last one included
 * @param oldest the first run of which there may be rows in the table; 0 where that is not known
 * @param edge the positions of the sources that the run counted
 * @param committedAtMillis when
 * @param basis what goes on from the result of the run, where its target is kept fresh until the next
 */
public record CopyCoverage(
        String runId,
        String runKey,
        long number,
        SortedMap<String, Long> numbersByKey,
        long oldest,
        PositionVector edge,
        long committedAtMillis,
        Optional<Basis> basis) {
    /**
     * What a target is kept fresh from.
     *
     * @param atMicros the time that the run took for the current one, microseconds since 1970
     * @param source the table that it read
     * @param snapshot of the source at the edge; -1 for none
     * @param fingerprint of what was computed
     */
    public record Basis(long atMicros, String source, long snapshot, String fingerprint) {
        /** How the tags begin that keep such snapshots from expiry; the name of the copy follows. */
        public static final String TAG = "lambda-";
    }

    /** How many run keys the coverage of a table remembers; it is written with each commit, so it is kept small. */
    public static final int REMEMBERED_KEYS = 64;

    /** Copies the map. */
    public CopyCoverage {
        numbersByKey = Collections.unmodifiableSortedMap(new TreeMap<>(numbersByKey));
    }

    /** Of a copy whose target is as fresh as its last run. */
    public CopyCoverage(
            String runId,
            String runKey,
            long number,
            SortedMap<String, Long> numbersByKey,
            PositionVector edge,
            long committedAtMillis) {
        this(runId, runKey, number, numbersByKey, 0, edge, committedAtMillis, Optional.empty());
    }

    /** The same with what goes on from it. */
    public CopyCoverage with(Optional<Basis> further) {
        return new CopyCoverage(runId, runKey, number, numbersByKey, oldest, edge, committedAtMillis, further);
    }

    /** The same where there are rows of older runs, or of none before the last. */
    public CopyCoverage with(long oldestRun) {
        return new CopyCoverage(runId, runKey, number, numbersByKey, oldestRun, edge, committedAtMillis, basis);
    }

    /**
     * The runs whose rows compaction leaves as they are: those of runs whose keys are remembered may be taken out by a rerun, and those
     * of the last run are what views make again of it.
     */
    public Set<Long> kept() {
        Set<Long> kept = new TreeSet<>(numbersByKey.values());
        kept.add(number);
        return kept;
    }

    /** Whether all rows of the copy that are in the table are as its runs have written them, whatever the table's engine makes of rows. */
    public boolean asWritten() {
        return oldest > 0
                && kept().size() >= number - oldest + 1
                && LongStream.rangeClosed(oldest, number).allMatch(kept()::contains);
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
        long oldest = previous == null ? 1 : previous.oldest;
        return new CopyCoverage(runId, runKey, number, keys, oldest, edge, committedAtMillis, Optional.empty());
    }
}
