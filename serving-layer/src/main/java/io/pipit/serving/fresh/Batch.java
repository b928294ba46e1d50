package io.pipit.serving.fresh;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
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

/**
 * What one poll brought: rows by table, and how far the feeds are when these are in. A failed {@link #store} may be repeated;
 * what went in before is not sent twice.
 */
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

    void store(EngineSession session, FreshSink sink) {
        for (String table : List.copyOf(waiting.keySet())) {
            sink.table(table).ifPresent(fresh -> {
                insert(session, fresh, table, waiting.get(table));
                touched.add(table);
            });
            waiting.remove(table);
        }
        if (!progress.isEmpty()) {
            sink.advance(touched, progress);
        }
    }

    /** A block that fails by itself is left out, as the speed layer leaves it out of the lake. */
    private static void insert(EngineSession session, FreshTable fresh, String table, List<Arrival> arrivals) {
        try {
            fresh.insert(session, arrivals);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
            while (!arrivals.isEmpty()) {
                insertOne(session, fresh, table, arrivals.get(0));
                arrivals.remove(0); // what is in must not be sent again
            }
        }
    }

    private static void insertOne(EngineSession session, FreshTable fresh, String table, Arrival arrival) {
        try {
            fresh.insert(session, List.of(arrival));
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED) {
                throw e;
            }
            LOG.error(
                    "Block {} of partition {} is left out of '{}': {}",
                    arrival.blocks().first(),
                    arrival.source().partition(),
                    table,
                    e.getMessage());
        }
    }
}
