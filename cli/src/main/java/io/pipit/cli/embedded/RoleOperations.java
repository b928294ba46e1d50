package io.pipit.cli.embedded;

import io.pipit.cli.operations.OperationsLog;
import io.pipit.cli.operations.RequestsSeen;
import io.pipit.cli.operations.TopicsSeen;
import io.pipit.core.project.Plan;
import io.pipit.core.project.system.SystemTables;
import io.pipit.intake.kafka.FeederObserver;
import io.pipit.jobs.LogSettings;
import java.time.Clock;
import java.util.Optional;

/**
 * What a process of a role writes down of the requests that it answers and the topics that it reads; jobs and sizes are written down by
 * the one that leads. A process that takes no events has a way into the log for this alone, so that it needs none that does.
 */
final class RoleOperations {
    private final Optional<IntakePart> own;
    private final OperationsLog log;
    private final RequestsSeen requests;
    private final Clock clock = Clock.systemUTC();

    /** Through the intake of the process, where it has one. */
    RoleOperations(Optional<IntakePart> intake, StackSettings settings, LogSettings logs, Closer closer) {
        this.own = intake.isPresent()
                ? Optional.empty()
                : Optional.of(IntakePart.only(SystemTables.OPERATIONS, settings, logs, closer));
        IntakePart way = intake.or(() -> own).orElseThrow();
        this.log = closer.add(new OperationsLog(way.intake()));
        this.requests = new RequestsSeen(log, clock);
    }

    /** What has to hear of requests. */
    RequestsSeen requests() {
        return requests;
    }

    /** What has to hear of feeders. */
    FeederObserver feeders() {
        return new TopicsSeen(log, clock);
    }

    /** Begins; until the process has a version, what happens waits in memory. */
    void start() {
        log.start();
    }

    /** Goes on with a plan. */
    void apply(Plan next) {
        own.ifPresent(part -> part.apply(next));
    }
}
