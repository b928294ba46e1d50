package io.pipit.intake.kafka;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSources;
import io.pipit.intake.kafka.FeederStatus.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The feeders of the live version of a project: one for each data source that reads a topic. Thread-safe. */
public final class Feeders implements AutoCloseable {
    private record Running(Feeder feeder, LogTopic log) {}

    private final FeederParts parts;
    private final FeederSteps steps;
    private final Map<String, Running> running = new TreeMap<>();
    private final Map<String, PipitException> broken = new TreeMap<>();

    /** None before the first {@link #apply}. */
    public Feeders(FeederParts parts) {
        this(parts, FeederSteps.NONE);
    }

    Feeders(FeederParts parts, FeederSteps steps) {
        this.parts = parts;
        this.steps = steps;
    }

    /**
     * Reads what a project says from now on. Feeders whose settings stay go on; those that are gone have stopped when this returns.
     *
     * @param logs the log of each landing data source, by name
     */
    public synchronized void apply(KafkaSources project, Map<String, LogTopic> logs) {
        for (String name : Set.copyOf(running.keySet())) {
            Running now = running.get(name);
            KafkaSource wanted = project.sources().get(name);
            if (!now.feeder().source().equals(wanted) || !now.log().equals(logs.get(name))) {
                running.remove(name);
                now.feeder().close();
            }
        }
        broken.clear();
        logs.keySet().stream()
                .filter(project.errors()::containsKey)
                .forEach(name -> broken.put(name, project.errors().get(name)));
        project.sources().forEach((name, source) -> {
            if (!running.containsKey(name) && logs.containsKey(name)) {
                running.put(name, new Running(new Feeder(source, parts, steps).start(), logs.get(name)));
            }
        });
    }

    /** How all are, by data source. */
    public synchronized List<FeederStatus> status() {
        List<FeederStatus> all = new ArrayList<>();
        running.values().forEach(now -> all.add(now.feeder().status()));
        broken.forEach((name, error) -> all.add(new FeederStatus(
                name, "", "", "", State.BROKEN, error.code().name(), error.getMessage(), 0, 0, 0, 0, List.of())));
        all.sort(Comparator.comparing(FeederStatus::dataSource));
        return all;
    }

    /**
     * Goes on with a topic that was made anew, or that lost its end: see {@code SOURCE_CHANGED}.
     *
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}, {@code INVALID_PARAMETER} when there is nothing to go on from
     */
    public synchronized void goOn(String dataSource) {
        Running now = running.get(dataSource);
        if (now == null) {
            Set<String> names = new TreeSet<>(running.keySet());
            throw new PipitException(
                    ErrorCode.UNKNOWN_DATA_SOURCE,
                    "No data source '" + dataSource + "' reads a topic." + NearestName.hint(dataSource, names));
        }
        FeederStatus status = now.feeder().status();
        if (!status.code().equals(ErrorCode.SOURCE_CHANGED.name())) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The topic of '" + dataSource + "' is the one that was read before; there is nothing to go over to."
                            + (status.error().isEmpty() ? "" : " It is not read because: " + status.error()));
        }
        now.feeder().goOn();
    }

    /** Stops all. */
    @Override
    public void close() {
        List<Running> all;
        synchronized (this) {
            all = List.copyOf(running.values());
            running.clear();
        }
        all.stream().parallel().forEach(now -> now.feeder().close());
    }
}
