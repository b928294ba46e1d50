package io.pipit.jobs.schedule.config;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyChecks;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The copies of a project. */
final class StartableCopies implements Startable {
    private final Plan plan;
    private final CopyChecks checks;

    StartableCopies(Plan plan) {
        this.plan = plan;
        this.checks = new CopyChecks(plan);
    }

    @Override
    public ScheduleKind kind() {
        return ScheduleKind.COPY;
    }

    @Override
    public String key() {
        return "pipe";
    }

    @Override
    public String what() {
        return "copy pipe";
    }

    @Override
    public Collection<String> names() {
        return plan.copies().keySet();
    }

    @Override
    public Collection<String> listed() {
        return names();
    }

    @Override
    public String line(String name) {
        return plan.copies().get(name).schedule();
    }

    /** Runs it as far as to its query. */
    @Override
    public void check(Schedule schedule, UnaryOperator<String> origin, List<String> errors) {
        CopyPlan copy = plan.copies().get(schedule.runs());
        FiringText texts = FiringText.ofSomeTime(schedule);
        Map<String, List<String>> values = new TreeMap<>();
        int before = errors.size();
        schedule.parameters().forEach((name, text) -> {
            try {
                String value = texts.of(text);
                values.put(name, List.of(value));
                checks.parameter(copy, name, value);
            } catch (PipitException e) {
                errors.add(origin.apply(name) + ": " + e.getMessage());
            }
        });
        if (values.isEmpty() || errors.size() > before) {
            return;
        }
        try {
            checks.query(copy, values);
        } catch (PipitException e) {
            errors.add(origin.apply(values.keySet().iterator().next()) + ": with these parameters the copy '"
                    + copy.pipe() + "' cannot run: " + e.getMessage());
        }
    }
}
