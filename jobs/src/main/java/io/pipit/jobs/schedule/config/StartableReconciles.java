package io.pipit.jobs.schedule.config;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.ScheduledReconcile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The comparisons of a project with the databases that its events come from; none of them has times of its own. */
final class StartableReconciles implements Startable {
    private final ReconcileFiles definitions;

    StartableReconciles(Plan plan) {
        this.definitions = ReconcileFiles.of(plan);
    }

    @Override
    public ScheduleKind kind() {
        return ScheduleKind.RECONCILE;
    }

    @Override
    public String key() {
        return "definition";
    }

    @Override
    public String what() {
        return "definition of a reconciliation";
    }

    @Override
    public Collection<String> names() {
        return definitions.definitions().keySet();
    }

    @Override
    public Collection<String> listed() {
        return List.of();
    }

    @Override
    public String line(String name) {
        return "";
    }

    @Override
    public void check(Schedule schedule, UnaryOperator<String> origin, List<String> errors) {
        FiringText texts = FiringText.ofSomeTime(schedule);
        schedule.parameters().forEach((name, text) -> {
            try {
                ScheduledReconcile.request(
                        schedule.runs(), Map.of(name, texts.of(text)), FiringText.SOME_TIME, FiringText.SOME_TIME);
            } catch (PipitException e) {
                errors.add(origin.apply(name) + ": " + e.getMessage());
            }
        });
    }
}
