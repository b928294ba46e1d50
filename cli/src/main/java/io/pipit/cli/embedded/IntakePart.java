package io.pipit.cli.embedded;

import io.pipit.core.block.TableSpec;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.core.sql.EngineDefaults;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.guard.IdGuard;
import io.pipit.jobs.LogSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Takes events into the logs. */
final class IntakePart {
    private final LogSettings logs;
    private final EngineDefaults defaults;
    private final IdGuard guard;
    private final EventsIntake intake;
    private final Predicate<String> taken;
    private Consumer<Plan> follower = plan -> {};

    /** Takes none before the first {@link #apply}; what it opens is closed by {@code closer}. */
    IntakePart(StackSettings settings, StackHooks hooks, LogSettings logs, Closer closer) {
        this(settings, hooks, logs, closer, name -> true);
    }

    private IntakePart(
            StackSettings settings, StackHooks hooks, LogSettings logs, Closer closer, Predicate<String> taken) {
        this.logs = logs;
        this.taken = taken;
        BlockWriter writer = closer.add(new BlockWriter(logs.bootstrapServers(), logs.client()));
        this.defaults = closer.add(new EngineDefaults(settings.defaults()));
        this.guard = closer.add(new IdGuard(hooks.log().apply(writer::write), Clock.systemUTC()));
        this.intake = closer.add(new EventsIntake(settings.intake(), guard, hooks.clock()));
    }

    /** Takes events of one data source and of no other. */
    static IntakePart only(String dataSource, StackSettings settings, LogSettings logs, Closer closer) {
        return new IntakePart(settings, StackHooks.NONE, logs, closer, dataSource::equals);
    }

    /** Where repairs claim ids. */
    IdGuard guard() {
        return guard;
    }

    EventsIntake intake() {
        return intake;
    }

    /** Tells somebody of each plan that was applied. */
    void followedBy(Consumer<Plan> next) {
        follower = next;
    }

    /** Goes on with a plan, whose topics are made where they are missing. */
    void apply(Plan next) {
        Map<String, TableSpec> tables = new HashMap<>();
        next.landing().stream()
                .filter(taken)
                .forEach(name -> tables.put(name, next.table(name).orElseThrow()));
        Map<String, LogTopic> topics = new HashMap<>();
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            tables.keySet()
                    .forEach(name -> topics.put(name, admin.ensure(logs.topics().log(name), logs.partitions())));
        }
        Set<String> others = new HashSet<>(next.tables().keySet());
        others.removeAll(tables.keySet());
        guard.lease().guard(reconciled(next));
        intake.apply(tables, others, topics, defaults);
        follower.accept(next);
    }

    private static Set<String> reconciled(Plan plan) {
        return ReconcileFiles.of(plan).definitions().values().stream()
                .map(ReconcileDefinition::dataSource)
                .collect(Collectors.toSet());
    }
}
