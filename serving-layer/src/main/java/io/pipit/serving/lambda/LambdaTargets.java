package io.pipit.serving.lambda;

import io.pipit.core.project.Plan;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.serving.state.TableView;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** All targets of a plan that are kept fresh. Thread-safe. */
public final class LambdaTargets implements AutoCloseable {
    private final Map<String, LambdaPlan> plans = new HashMap<>();
    private final Map<String, LambdaTarget> targets = new HashMap<>();

    /**
     * Of a plan.
     *
     * @param prefix of the engine's table names, unique in the engine
     */
    public LambdaTargets(Plan plan, LambdaContext shared, String prefix) {
        plan.copies().values().stream().flatMap(copy -> copy.lambda().stream()).forEach(lambda -> {
            plans.put(lambda.target(), lambda);
            targets.put(
                    lambda.target(),
                    new LambdaTarget(
                            lambda, plan.tables().get(lambda.target()), shared, prefix + "_" + targets.size()));
        });
    }

    /** The plans by target. */
    public Map<String, LambdaPlan> plans() {
        return plans;
    }

    /** Tables with the sources of those that are kept fresh. */
    public Set<String> withSources(Set<String> tables) {
        if (plans.isEmpty()) {
            return tables;
        }
        Set<String> all = new LinkedHashSet<>(tables);
        tables.stream()
                .filter(plans::containsKey)
                .forEach(t -> all.add(plans.get(t).source()));
        return all;
    }

    /** How a target is read at a position of its source. */
    public LambdaReading read(TableView snapshot, SourceAt source) {
        return targets.get(snapshot.spec().name()).read(snapshot, source);
    }

    @Override
    public void close() {
        targets.values().forEach(LambdaTarget::close);
    }
}
