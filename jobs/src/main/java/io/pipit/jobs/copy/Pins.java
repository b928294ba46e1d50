package io.pipit.jobs.copy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the snapshots of an edge from expiry while a run reads them. */
final class Pins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

    /** How the tags begin; the id of the run follows. */
    static final String PREFIX = "copy-";

    private final Lake lake;
    private final String tag;
    private final Edge edge;

    private Pins(Lake lake, String tag, Edge edge) {
        this.lake = lake;
        this.tag = tag;
        this.edge = edge;
    }

    /**
     * Tags the snapshots for a run.
     *
     * @param longest how long at most, where nobody would find what a killed process has left
     */
    static Pins set(Lake lake, String runId, Edge edge, Optional<Duration> longest) {
        Pins pins = new Pins(lake, PREFIX + runId, edge);
        try {
            for (Map.Entry<String, Long> snapshot : edge.snapshots().entrySet()) {
                if (snapshot.getValue() >= 0) {
                    LakeTable table = pins.table(snapshot.getKey());
                    longest.ifPresentOrElse(
                            time -> table.tag(pins.tag, snapshot.getValue(), time),
                            () -> table.tag(pins.tag, snapshot.getValue()));
                }
            }
            return pins;
        } catch (RuntimeException e) {
            pins.close();
            throw e;
        }
    }

    /** Removes the tags of a run that is not tried again, in whichever of these tables they are. */
    static void remove(Lake lake, String runId, Set<String> tables) {
        calmly(() -> tables.forEach(table -> untag(lake, table, PREFIX + runId)));
    }

    /**
     * The snapshots that an earlier try of a run has tagged; none where it had not come so far for each table that has rows: it died among
     * them, or the run reads other tables now.
     */
    static Map<String, TableState> find(Lake lake, String runId, Set<String> tables) {
        Map<String, TableState> states = new TreeMap<>();
        boolean any = false;
        for (String name : tables) {
            Optional<LakeTable> table = lake.find(name);
            TableState tagged =
                    table.map(held -> held.tagged().get(PREFIX + runId)).orElse(null);
            if (tagged == null
                    && table.filter(held -> held.refresh().snapshotId() >= 0).isPresent()) {
                return Map.of();
            }
            any |= tagged != null;
            states.put(name, tagged == null ? new TableState(name, -1, Coverage.EMPTY, List.of()) : tagged);
        }
        return any ? states : Map.of();
    }

    /** Removes the tags; one that cannot be removed now only keeps old files longer. */
    @Override
    public void close() {
        remove(lake, tag.substring(PREFIX.length()), edge.snapshots().keySet());
    }

    /** Does what has to be done also by a thread that somebody wants to end: a catalog gives up at once when it is interrupted. */
    private static void calmly(Runnable action) {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void untag(Lake lake, String table, String tag) {
        try {
            lake.find(table).ifPresent(held -> held.untag(tag));
        } catch (PipitException e) {
            LOG.warn("The tag {} of table {} stays: {}", tag, table, e.getMessage());
        }
    }

    private LakeTable table(String name) {
        return lake.find(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.COPY_FAILED, "The table '" + name + "' was dropped while a copy reads it."));
    }
}
