package io.pipit.serving.fresh;

import io.pipit.core.error.PipitException;
import io.pipit.serving.state.Offsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one poll brought: rows by table, and how far the feeds are when these are in. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

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

    /** Lets queries read all of it. */
    void store(FreshSink sink) {
        List<FreshTable> filled = new ArrayList<>();
        for (Map.Entry<String, List<Arrival>> e : waiting.entrySet()) {
            sink.table(e.getKey()).ifPresent(fresh -> {
                fresh.append(e.getValue());
                filled.add(fresh);
                touched.add(e.getKey());
            });
        }
        if (!progress.isEmpty()) {
            sink.advance(touched, progress);
        }
        filled.forEach(Batch::settle);
    }

    private static void settle(FreshTable table) {
        try {
            table.settleMany();
        } catch (PipitException e) {
            LOG.warn("Rows wait on: {}", e.getMessage()); // whoever reads them tries again, and is told
        }
    }
}
