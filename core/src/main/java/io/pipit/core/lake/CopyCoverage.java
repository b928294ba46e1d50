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
 * <p>Two questions are asked of it, and they have different answers once rows are taken away. <em>Has this run committed?</em> goes by the
 * run's id, for as long as it is remembered: a run that is taken up after its process died adds nothing a second time, whatever has
 * happened to its rows since. <em>May another run add under this key?</em> goes by the key, and by whether rows of the run that had it may
 * be there still: those of runs before {@link #oldest} are not, since the table was replaced or emptied. Their keys stay noted, for a
 * rollback that brings the rows back. A firing of a schedule is done once it is done, whatever becomes of its rows.
 *
 * @param runId of the last run that is in the table
 * @param runKey of that run, or the empty text
 * @param number of that run, from 1; it is {@code _off} in the rows of the run
 * @param numbersByKey of the last {@link #REMEMBERED_KEYS} keyed runs that are in the table, the last one included
 * @param runs what is remembered of runs by their numbers: of those in {@code numbersByKey} and of the last {@link #REMEMBERED_RUNS}; a run
 *     that an older version committed is not among them
 * @param oldest the first run of which there may be rows in the table, the one after {@code number} for none; 0 where that is not known
 * @param edge the positions of the sources that the run counted
 * @param committedAtMillis when
 * @param basis what goes on from the result of the run, where its target is kept fresh until the next
 */
public record CopyCoverage(
        String runId,
        String runKey,
        long number,
        SortedMap<String, Long> numbersByKey,
        SortedMap<Long, Ran> runs,
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

    /**
     * A run that has committed.
     *
     * @param id the beginning of its id, which is enough to know it by
     * @param rows that it wrote
     * @param bytes of the files that it wrote
     */
    public record Ran(String id, long rows, long bytes) {
        private static final int KNOWN_BY = 18;

        static Ran of(String runId, long rows, long bytes) {
            return new Ran(shortened(runId), rows, bytes);
        }

        private static String shortened(String runId) {
            return runId.substring(0, Math.min(KNOWN_BY, runId.length()));
        }

        private boolean is(String runId) {
            return id.equals(shortened(runId));
        }
    }

    /** How keys of runs begin for which a schedule has asked. */
    public static final String FIRING = "at:";

    /** How keys begin under which it is remembered with which parameters a run has replaced all rows; no run is asked for under them. */
    public static final String REPLACED = "over:";

    /** How many runs without keys the coverage of a table remembers. */
    public static final int REMEMBERED_RUNS = 16;

    /** How many run keys the coverage of a table remembers; it is written with each commit, so it is kept small. */
    public static final int REMEMBERED_KEYS = 64;

    /** Copies the maps. */
    public CopyCoverage {
        numbersByKey = Collections.unmodifiableSortedMap(new TreeMap<>(numbersByKey));
        runs = Collections.unmodifiableSortedMap(new TreeMap<>(runs));
    }

    /** Of a copy whose target is as fresh as its last run. */
    public CopyCoverage(
            String runId,
            String runKey,
            long number,
            SortedMap<String, Long> numbersByKey,
            PositionVector edge,
            long committedAtMillis) {
        this(runId, runKey, number, numbersByKey, new TreeMap<>(), 0, edge, committedAtMillis, Optional.empty());
    }

    /** The same with what goes on from it. */
    public CopyCoverage with(Optional<Basis> further) {
        return new CopyCoverage(runId, runKey, number, numbersByKey, runs, oldest, edge, committedAtMillis, further);
    }

    /** The same where there are rows of no run before this one. */
    public CopyCoverage with(long oldestRun) {
        return new CopyCoverage(runId, runKey, number, numbersByKey, runs, oldestRun, edge, committedAtMillis, basis);
    }

    /**
     * The same where the last run has replaced all rows.
     *
     * @param parameters of its template, as a text: those that add to it are compared with them
     */
    public CopyCoverage replacing(String parameters) {
        SortedMap<String, Long> keys = new TreeMap<>(numbersByKey);
        keys.keySet().removeIf(key -> key.startsWith(REPLACED));
        keys.put(REPLACED + parameters, number);
        return new CopyCoverage(runId, runKey, number, keys, runs, number, edge, committedAtMillis, basis);
    }

    /** The number of the run that has replaced all rows, and of which there may be rows, by its parameters. */
    public Map<String, Long> replaced() {
        Map<String, Long> replaced = new TreeMap<>();
        numbersByKey.forEach((key, run) -> {
            if (key.startsWith(REPLACED) && mayHaveRows(run)) {
                replaced.put(key.substring(REPLACED.length()), run);
            }
        });
        return replaced;
    }

    /** The same where rows of all runs up to this one have gone. */
    public CopyCoverage without(long lastGone) {
        return with(Math.max(oldest, Math.min(lastGone, number) + 1));
    }

    /** The same after a rollback, or whatever else has brought other runs' rows back: these keys count, and nothing goes on from the last run. */
    public CopyCoverage holding(SortedMap<String, Long> keys, long oldestRun) {
        return new CopyCoverage(
                runId, runKey, number, keys, runs, oldestRun, edge, committedAtMillis, Optional.empty());
    }

    /** The same with what the last run has written. */
    public CopyCoverage wrote(long rows, long bytes) {
        SortedMap<Long, Ran> remembered = new TreeMap<>(runs);
        remembered.put(number, Ran.of(runId, rows, bytes));
        remembered.keySet().removeIf(run -> run <= number - REMEMBERED_RUNS && !numbersByKey.containsValue(run));
        return new CopyCoverage(
                runId, runKey, number, numbersByKey, remembered, oldest, edge, committedAtMillis, basis);
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

    /**
     * The number of the run with this key, when the table remembers it and the key counts: there may be rows of the run, or it was a
     * firing. One of an older version counts also without rows, since nobody could tell that it has committed.
     */
    public Optional<Long> numberOf(String key) {
        return Optional.ofNullable(numbersByKey.get(key))
                .filter(run -> mayHaveRows(run) || key.startsWith(FIRING) || !runs.containsKey(run));
    }

    /** Whether there may be rows of the run with this number. */
    public boolean mayHaveRows(long run) {
        return run >= oldest;
    }

    /** Whether rows of some run with a key may be there, so that the key counts. */
    public boolean mayHoldKeys() {
        return numbersByKey.values().stream().anyMatch(this::mayHaveRows);
    }

    /** The number of the run with this id, when it has committed and is remembered. */
    public Optional<Long> numberOfRun(String id) {
        if (runId.equals(id)) {
            return Optional.of(number);
        }
        return runs.entrySet().stream()
                .filter(run -> run.getValue().is(id))
                .map(Map.Entry::getKey)
                .findFirst();
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
        SortedMap<Long, Ran> runs = previous == null ? new TreeMap<>() : previous.runs;
        return new CopyCoverage(runId, runKey, number, keys, runs, oldest, edge, committedAtMillis, Optional.empty());
    }
}
