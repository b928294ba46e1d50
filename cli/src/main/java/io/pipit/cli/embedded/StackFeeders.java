package io.pipit.cli.embedded;

import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.core.project.compile.ProjectSources;
import io.pipit.core.project.connector.KafkaSources;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.kafka.FeederObserver;
import io.pipit.intake.kafka.FeederParts;
import io.pipit.intake.kafka.FeederSettings;
import io.pipit.intake.kafka.Feeders;
import io.pipit.jobs.LogSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The feeders of whatever takes events: those that the live version of the project asks for. */
final class StackFeeders implements AutoCloseable {
    private final EventsIntake intake;
    private final Feeders feeders;

    StackFeeders(EventsIntake intake, Lake lake, LogSettings logs, Clock clock, FeederObserver observer) {
        this.intake = intake;
        this.feeders = new Feeders(new FeederParts(
                intake,
                name -> coverage(lake, name),
                logs.bootstrapServers(),
                logs.client(),
                clock,
                FeederSettings.DEFAULTS,
                observer));
    }

    /** Reads the topics of a version, which the intake has to know. */
    void apply(Plan plan) {
        KafkaSources sources = ProjectSources.kafka(plan.files());
        Map<String, LogTopic> logs = new HashMap<>();
        Stream.concat(sources.sources().keySet().stream(), sources.errors().keySet().stream())
                .filter(plan.landing()::contains)
                .forEach(name -> logs.put(name, intake.target(name).log()));
        feeders.apply(sources, logs);
    }

    Feeders all() {
        return feeders;
    }

    /** What is held of a log: of data sources that keep no rows, the quarantine knows. */
    private static Optional<FeedCoverage> coverage(Lake lake, String dataSource) {
        return Stream.of(dataSource, QuarantineTable.nameOf(dataSource))
                .flatMap(table -> lake.find(table).stream())
                .flatMap(table ->
                        Stream.ofNullable(table.refresh().coverage().feeds().get(Feed.log(dataSource))))
                .findFirst();
    }

    @Override
    public void close() {
        feeders.close();
    }
}
