package io.pipit.jobs.reconcile.compare;

import io.pipit.jobs.reconcile.compare.Findings.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the rows of a range one by one. What seems to lack on one side is looked for there by its id before it is told, and what seems to
 * differ is looked at once more on both: one side may have got it just before the other was read.
 */
final class LeafComparison {
    /** What of the rows is compared. */
    enum Depth {
        MISSING_ONLY,
        BOTH_WAYS
    }

    private static final Comparator<Entry> BY_TIME =
            Comparator.comparingLong(Entry::timeMicros).thenComparing(Entry::id);

    private final Side source;
    private final Side shown;
    private final Depth depth;
    private final long youngMicros;
    private final SecondLook again;
    private final Findings findings;

    LeafComparison(Side source, Side shown, Depth depth, long youngMicros, long precisionMicros, Findings findings) {
        this.source = source;
        this.shown = shown;
        this.depth = depth;
        this.youngMicros = youngMicros;
        this.again = new SecondLook(source, shown, precisionMicros);
        this.findings = findings;
    }

    void compare(Range range) {
        compare(source.entries(range), shown.entries(range));
    }

    void compare(List<Entry> wanted, List<Entry> found) {
        findings.transferred(wanted.size());
        Map<String, Entry> byId = new HashMap<>(wanted.size() * 2);
        for (Entry entry : wanted) {
            if (byId.put(entry.id(), entry) != null) {
                throw Duplicates.of(entry.id());
            }
        }
        Map<String, Entry> shownById = new HashMap<>(found.size() * 2);
        Map<String, Entry> twice = new HashMap<>();
        for (Entry entry : found) {
            if (shownById.put(entry.id(), entry) != null) {
                twice.put(entry.id(), entry);
            }
        }
        List<Entry> differing = new ArrayList<>(lacking(byId, shownById));
        if (depth == Depth.BOTH_WAYS) {
            differing.addAll(surplus(byId, shownById));
            byId.forEach((id, entry) -> {
                Entry other = shownById.get(id);
                if (other != null && !other.contents().equals(entry.contents())) {
                    differing.add(entry);
                }
            });
            twice.keySet().retainAll(byId.keySet());
            tell(List.copyOf(twice.values()), Kind.DUPLICATED);
            tell(still(distinct(differing)), Kind.DIFFERING);
        }
    }

    private List<Entry> still(List<Entry> differing) {
        Set<String> still =
                Set.copyOf(again.differing(differing.stream().map(Entry::id).toList()));
        return differing.stream().filter(e -> still.contains(e.id())).toList();
    }

    /** Tells what is missing; what is shown at another time is given back. */
    private List<Entry> lacking(Map<String, Entry> wanted, Map<String, Entry> found) {
        List<Entry> candidates =
                wanted.values().stream().filter(e -> !found.containsKey(e.id())).toList();
        return told(candidates, shown, Kind.MISSING);
    }

    private List<Entry> surplus(Map<String, Entry> wanted, Map<String, Entry> found) {
        List<Entry> candidates =
                found.values().stream().filter(e -> !wanted.containsKey(e.id())).toList();
        return told(candidates, source, Kind.EXTRA);
    }

    private List<Entry> told(List<Entry> candidates, Side other, Kind kind) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Set<String> there = other.present(candidates.stream().map(Entry::id).toList());
        Map<Boolean, List<Entry>> absent = candidates.stream()
                .filter(e -> !there.contains(e.id()))
                .collect(Collectors.partitioningBy(e -> e.timeMicros() >= youngMicros));
        tell(absent.get(false), kind);
        tell(absent.get(true), Kind.PENDING);
        return candidates.stream().filter(e -> there.contains(e.id())).toList();
    }

    private void tell(List<Entry> entries, Kind kind) {
        if (!entries.isEmpty()) {
            findings.found(kind, entries.stream().sorted(BY_TIME).toList());
        }
    }

    private static List<Entry> distinct(List<Entry> entries) {
        Set<String> seen = new HashSet<>();
        return entries.stream().filter(e -> seen.add(e.id())).toList();
    }
}
