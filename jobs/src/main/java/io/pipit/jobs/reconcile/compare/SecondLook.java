package io.pipit.jobs.reconcile.compare;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks once more at what seemed to be wrong: one side may have got it just before the other was read. */
public final class SecondLook {
    private final Side source;
    private final Side shown;
    private final long precisionMicros;

    /**
     * On two sides.
     *
     * @param precisionMicros times that differ by less are the same
     */
    public SecondLook(Side source, Side shown, long precisionMicros) {
        this.source = source;
        this.shown = shown;
        this.precisionMicros = precisionMicros;
    }

    /** Those of the ids that the source has and that are not shown, in their order. */
    public List<String> missing(List<String> ids) {
        if (ids.isEmpty()) {
            return ids;
        }
        Set<String> wanted = source.present(ids);
        Set<String> there = shown.present(ids);
        return ids.stream()
                .filter(id -> wanted.contains(id) && !there.contains(id))
                .toList();
    }

    /** Those of the ids whose rows are not the same on both sides, in their order. */
    public List<String> differing(List<String> ids) {
        if (ids.isEmpty()) {
            return ids;
        }
        Map<String, Entry> wanted = byId(source.entries(ids));
        Map<String, Entry> found = byId(shown.entries(ids));
        return ids.stream().filter(id -> !same(wanted.get(id), found.get(id))).toList();
    }

    private static Map<String, Entry> byId(Collection<Entry> entries) {
        Map<String, Entry> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), entry));
        return byId;
    }

    private boolean same(Entry wanted, Entry found) {
        return wanted != null
                && found != null
                && Math.abs(wanted.timeMicros() - found.timeMicros()) < precisionMicros
                && wanted.contents().equals(found.contents());
    }
}
