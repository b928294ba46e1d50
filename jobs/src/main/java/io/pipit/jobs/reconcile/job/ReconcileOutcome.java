package io.pipit.jobs.reconcile.job;

import io.pipit.jobs.reconcile.compare.Findings.Kind;
import io.pipit.jobs.reconcile.job.ReconcileJobSpec.Doubtful;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param compared rows of the database
 * @param counts how many rows, by what is wrong with them
 * @param ids of them; where there are very many, the first ones
 * @param youngMicros rows of this time and later are pending, not missing
 * @param notCompared columns whose contents were not compared
 */
public record ReconcileOutcome(
        long compared,
        Map<Kind, Long> counts,
        Map<Kind, List<String>> ids,
        long youngMicros,
        List<String> notCompared) {
    /** Copies the collections. */
    public ReconcileOutcome {
        counts = Map.copyOf(counts);
        ids = Map.copyOf(ids);
        notCompared = List.copyOf(notCompared);
    }

    /** How many rows this is wrong with. */
    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Their ids. */
    public List<String> ids(Kind kind) {
        return ids.getOrDefault(kind, List.of());
    }

    /** Whether these are the ids of all of them. */
    public boolean all(Kind kind) {
        return count(kind) == ids(kind).size();
    }

    /** What one side may have got just after it was read. Where the ids of all are not known, it is left at the first look. */
    Doubtful doubtful() {
        return new Doubtful(
                all(Kind.MISSING) ? ids(Kind.MISSING) : List.of(),
                all(Kind.DIFFERING) ? ids(Kind.DIFFERING) : List.of());
    }

    /** The same after a second look. */
    ReconcileOutcome seenAgain(Doubtful still) {
        Map<Kind, Long> left = new EnumMap<>(counts);
        Map<Kind, List<String>> named = new EnumMap<>(ids);
        if (all(Kind.MISSING)) {
            left.put(Kind.MISSING, (long) still.missing().size());
            named.put(Kind.MISSING, still.missing());
        }
        if (all(Kind.DIFFERING)) {
            left.put(Kind.DIFFERING, (long) still.differing().size());
            named.put(Kind.DIFFERING, still.differing());
        }
        return new ReconcileOutcome(compared, left, named, youngMicros, notCompared);
    }
}
