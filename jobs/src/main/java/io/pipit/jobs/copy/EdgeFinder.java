package io.pipit.jobs.copy;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Finds the edge of a run (contract C5): snapshots of all its tables that account for exactly the same blocks, among them every block
 * that was acknowledged before the run began.
 *
 * <p>Tables commit at different times, so their newest snapshots seldom agree while events flow. Where they do not, or are behind, the
 * running epoch is cut and the snapshots are taken from the notice that the speed job writes when all its tables have that epoch.
 * Agreement is checked on the coverage itself, whichever way it was reached.
 */
public final class EdgeFinder {
    private static final long FIRST_REST_MILLIS = 50;
    private static final long MOST_REST_MILLIS = 5_000;

    private final Lake lake;
    private final LogSettings logs;
    private final Supplier<Cut> cut;
    private final Duration patience;
    private final Map<String, Ends> ends = new ConcurrentHashMap<>();

    /** Where a log ended when it was looked at. */
    private record Ends(long lookedNanos, Map<Integer, Long> next) {}

    /**
     * A finder.
     *
     * @param cut ends the running epoch of the speed job
     * @param patience how long to wait for the tables to come nearer to one edge
     */
    public EdgeFinder(Lake lake, LogSettings logs, Supplier<Cut> cut, Duration patience) {
        this.lake = lake;
        this.logs = logs;
        this.cut = cut;
        this.patience = patience;
    }

    /**
     * The edge of these tables.
     *
     * @throws PipitException {@code COPY_FAILED} when the tables did not reach one edge in time, and what the speed job says when no
     *     epoch could be cut; both may be tried again
     */
    public Edge find(Plan plan, SortedSet<String> tables) {
        return find(plan, tables, OptionalLong.empty());
    }

    /**
     * The same for a run that counts what was acknowledged before a time: where the tables are past it, nothing is cut, so that runs which
     * fire together share one cut.
     *
     * @param beforeMillis since 1970; empty for now
     */
    public Edge find(Plan plan, SortedSet<String> tables, OptionalLong beforeMillis) {
        return find(plan, tables, beforeMillis, System.nanoTime());
    }

    /**
     * The same for a run that was asked for some time ago: what was found acknowledged for another run since then is enough, so that
     * runs which wait for each other share one cut, too.
     *
     * @param askedNanos of {@link System#nanoTime()}
     */
    Edge find(Plan plan, SortedSet<String> tables, OptionalLong beforeMillis, long askedNanos) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            TableFeeds feeds = TableFeeds.of(plan, tables);
            PositionVector acknowledged = acknowledged(admin, feeds, beforeMillis, askedNanos);
            Agreement agreement = new Agreement(feeds, landing -> log(admin, landing), acknowledged);
            Optional<Edge> settled = agreement.edge(newest(tables));
            return settled.isPresent() ? settled.get() : afterCuts(admin, tables, agreement);
        }
    }

    /** The edge of snapshots that are known, when they have one; nothing for none. */
    Optional<Edge> at(Plan plan, Map<String, TableState> states) {
        if (states.isEmpty()) {
            return Optional.empty();
        }
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            TableFeeds feeds = TableFeeds.of(plan, new TreeSet<>(states.keySet()));
            return new Agreement(feeds, landing -> log(admin, landing), PositionVector.START).edge(states);
        }
    }

    private Edge afterCuts(LogAdmin admin, SortedSet<String> tables, Agreement agreement) {
        EdgePatience waiting = new EdgePatience(patience, System::nanoTime, agreement.below());
        LogTopic fresh = admin.ensure(logs.topics().fresh(), logs.partitions());
        for (int cuts = 0; !waiting.over(); cuts++) {
            rest(cuts);
            // The notices are followed from before the cut on, so that the one of its epoch cannot be missed.
            try (NoticeTail tail = new NoticeTail(logs, fresh, admin.latest(fresh))) {
                Optional<Edge> edge = tail.await(cut.get(), waiting.deadlineNanos())
                        .flatMap(notice -> agreement.edge(noticed(tables, notice)));
                if (edge.isPresent()) {
                    return edge.get();
                }
            }
            waiting.stand(agreement.below());
        }
        throw new PipitException(
                ErrorCode.COPY_FAILED,
                "The tables " + String.join(", ", tables) + " did not reach one position within " + waiting.seconds()
                        + " s: " + agreement.difference() + ". The speed layer may be catching up.");
    }

    /** Each cut makes small files, so one that did not help is not followed by another at once. */
    private static void rest(int cuts) {
        try {
            TimeUnit.MILLISECONDS.sleep(
                    cuts == 0 ? 0 : Math.min(MOST_REST_MILLIS, FIRST_REST_MILLIS << Math.min(cuts, 20)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.COPY_FAILED, "Waiting for the edge of a copy was interrupted.", e);
        }
    }

    private Map<String, TableState> newest(SortedSet<String> tables) {
        Map<String, TableState> states = new TreeMap<>();
        tables.forEach(name -> states.put(name, table(name).refresh()));
        return states;
    }

    private Map<String, TableState> noticed(SortedSet<String> tables, CommitNotice notice) {
        Map<String, TableState> states = new TreeMap<>();
        for (String name : tables) {
            Long snapshot = notice.snapshots().get(name);
            Optional<TableState> state = snapshot == null || snapshot < 0
                    ? Optional.empty()
                    : table(name).at(snapshot);
            states.put(name, state.orElseGet(() -> table(name).refresh()));
        }
        return states;
    }

    private LakeTable table(String name) {
        return lake.find(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY, "The lake has no table '" + name + "' yet. Try again in a moment."));
    }

    private PositionVector acknowledged(LogAdmin admin, TableFeeds feeds, OptionalLong beforeMillis, long askedNanos) {
        TreeMap<LogPartition, Long> next = new TreeMap<>();
        for (String landing : feeds.landings()) {
            LogTopic log = log(admin, landing);
            Map<Integer, Long> found = beforeMillis.isPresent()
                    ? admin.since(log, beforeMillis.getAsLong())
                    : ends(admin, log, askedNanos);
            log.logPartitions().forEach(p -> next.put(p, found.getOrDefault(p.partition(), 0L)));
        }
        return new PositionVector(next);
    }

    private Map<Integer, Long> ends(LogAdmin admin, LogTopic log, long askedNanos) {
        Ends known = ends.get(log.topicId());
        if (known == null || known.lookedNanos() - askedNanos < 0) {
            known = new Ends(System.nanoTime(), admin.latest(log));
            ends.put(log.topicId(), known);
        }
        return known.next();
    }

    private LogTopic log(LogAdmin admin, String landing) {
        return admin.ensure(logs.topics().log(landing), logs.partitions());
    }
}
