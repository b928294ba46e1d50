package io.pipit.serving.query;

import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.serving.lambda.LambdaTargets;
import io.pipit.serving.state.Offsets;
import io.pipit.serving.state.ReadState;
import io.pipit.serving.state.TableView;
import io.pipit.serving.state.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one query reads: one state, and for each log the one position at which all its tables are read (contract C3).
 *
 * @param state everything
 * @param tables that the query reads
 * @param topology of the state's version
 * @param positions by topic id: the smallest progress of the feeds of these tables
 * @param lambda those that are kept fresh between the runs of copies; the tables have their sources too
 */
record ReadPlan(
        ReadState state, Set<String> tables, Topology topology, Map<String, Offsets> positions, LambdaTargets lambda) {

    static ReadPlan of(ReadState state, Topology topology, Set<String> named, LambdaTargets lambda) {
        Set<String> tables = lambda.withSources(named);
        Map<String, Offsets> positions = new HashMap<>();
        for (String table : tables) {
            for (String feed : topology.feeds(table)) {
                positions.merge(
                        topology.logOfFeed().get(feed).topicId(),
                        state.progress().get(feed),
                        Offsets::min);
            }
        }
        return new ReadPlan(state, tables, topology, positions, lambda);
    }

    /** Why these tables cannot be read. */
    Optional<PipitException> failure() {
        return tables.stream()
                .flatMap(t -> topology.feeds(t).stream())
                .map(feed -> state.failures().get(feed))
                .filter(f -> f != null)
                .findFirst();
    }

    /** A table whose snapshot holds more than the position: another table of the query has to catch up first. */
    Optional<String> ahead() {
        for (String table : tables) {
            for (Map.Entry<String, Offsets> e :
                    state.tables().get(table).coverage().entrySet()) {
                if (!position(e.getKey()).reaches(e.getValue())) {
                    return Optional.of(table);
                }
            }
            LambdaPlan kept = lambda.plans().get(table);
            if (kept != null && !counts(kept, state.tables().get(table))) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** Whether the position is not before what the last run of a copy has counted. */
    private boolean counts(LambdaPlan kept, TableView target) {
        CopyCoverage run = target.snapshot().coverage().copies().get(Feed.copy(kept.pipe()));
        return run == null || reaches(run.edge());
    }

    /** Up to where a feed's rows are read. */
    Offsets position(String feed) {
        return positions.get(topology.logOfFeed().get(feed).topicId());
    }

    /** The position as clients see it. */
    PositionVector vector() {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        positions.forEach((topicId, offsets) -> {
            for (int p = 0; p < offsets.partitions(); p++) {
                next.put(new LogPartition(topicId, p), offsets.next(p));
            }
        });
        return new PositionVector(next);
    }

    /** Whether the logs that these tables come from are read as far as a wanted position; others do not matter. */
    boolean reaches(PositionVector wanted) {
        for (Map.Entry<LogPartition, Long> e : wanted.next().entrySet()) {
            Offsets offsets = positions.get(e.getKey().topicId());
            if (offsets != null && offsets.next(e.getKey().partition()) < e.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** How many rows its tables have, about. */
    long rows() {
        return tables.stream()
                .map(state.tables()::get)
                .mapToLong(table -> table.snapshot().rows()
                        + table.generations().stream()
                                .mapToLong(g -> g.contents().rows())
                                .sum())
                .sum();
    }

    /** A table of the state. */
    TableView table(String name) {
        return state.tables().get(name);
    }

    /** The log behind a topic id, for messages. */
    Optional<String> logName(String topicId) {
        return topology.logs().values().stream()
                .filter(l -> l.topicId().equals(topicId))
                .map(LogTopic::name)
                .findFirst();
    }
}
