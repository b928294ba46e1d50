package io.pipit.core.project;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.lambda.LambdaPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled project: everything the layers need, with all SQL translated.
 *
 * @param files what it was compiled from
 * @param tables every table by name: data sources and quarantines
 * @param landing names of the landing data sources, each with a log of its own
 * @param views materialized nodes, a view after those that it reads from
 * @param copies copy pipes by name
 * @param endpoints pipes that can be queried by name: endpoints, and pipes without a type
 * @param warnings what deserves a look but does not stop a build
 * @param written what people have written of each view, by feed: rows of a view are its own as long as this is the same
 */
public record Plan(
        ProjectFiles files,
        Map<String, TableSpec> tables,
        Set<String> landing,
        List<ViewPlan> views,
        Map<String, CopyPlan> copies,
        Map<String, EndpointPlan> endpoints,
        List<Problem> warnings,
        Map<String, String> written) {
    /** Copies all collections. */
    public Plan {
        tables = Map.copyOf(tables);
        landing = Set.copyOf(landing);
        views = List.copyOf(views);
        copies = Map.copyOf(copies);
        endpoints = Map.copyOf(endpoints);
        warnings = List.copyOf(warnings);
        written = Map.copyOf(written);
    }

    /** A plan whose views nobody has written. */
    public Plan(
            ProjectFiles files,
            Map<String, TableSpec> tables,
            Set<String> landing,
            List<ViewPlan> views,
            Map<String, CopyPlan> copies,
            Map<String, EndpointPlan> endpoints,
            List<Problem> warnings) {
        this(files, tables, landing, views, copies, endpoints, warnings, Map.of());
    }

    /** The table of this name. */
    public Optional<TableSpec> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** How a table is kept fresh between the runs of a copy that replaces it, where it is. */
    public Optional<LambdaPlan> lambda(String table) {
        return copies.values().stream()
                .flatMap(copy -> copy.lambda().stream())
                .filter(lambda -> lambda.target().equals(table))
                .findFirst();
    }

    /** What names each view's rows in the fresh topic, by feed. */
    public Map<String, String> freshKeys() {
        return new FreshKeys(this).byFeed();
    }
}
