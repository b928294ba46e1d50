package io.pipit.serving.fresh;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.serving.state.Offsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one poll brought: rows by table, and how far the feeds are when these are in. A failed {@link #store} may be repeated;
 * what went in before is not sent twice.
 */
final class Batch {
    private final Map<String, List<Arrival>> waiting = new LinkedHashMap<>();
    private final Map<String, Offsets> progress = new HashMap<>();
    private final Set<String> touched = new HashSet<>();

    void add(String table, Arrival arrival) {
        waiting.computeIfAbsent(table, t -> new ArrayList<>()).add(arrival);
    }

    void advance(String feed, Offsets to) {
        progress.put(feed, to);
    }

    /** Where a feed stands after this batch, or the given offsets when the batch does not touch it. */
    Offsets progress(String feed, Offsets before) {
        return progress.getOrDefault(feed, before);
    }

    void store(EngineSession session, FreshSink sink) {
        for (String table : List.copyOf(waiting.keySet())) {
            sink.table(table).ifPresent(fresh -> {
                fresh.insert(session, waiting.get(table));
                touched.add(table);
            });
            waiting.remove(table);
        }
        if (!progress.isEmpty()) {
            sink.advance(touched, progress);
        }
    }
}
