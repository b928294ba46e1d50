package io.pipit.core.project;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
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
 */
public record Plan(
        ProjectFiles files,
        Map<String, TableSpec> tables,
        Set<String> landing,
        List<ViewPlan> views,
        Map<String, CopyPlan> copies,
        Map<String, EndpointPlan> endpoints,
        List<Problem> warnings) {
    /** Copies all collections. */
    public Plan {
        tables = Map.copyOf(tables);
        landing = Set.copyOf(landing);
        views = List.copyOf(views);
        copies = Map.copyOf(copies);
        endpoints = Map.copyOf(endpoints);
        warnings = List.copyOf(warnings);
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
        return FreshKeys.of(views);
    }

    /**
     * What the rows of a table depend on: its columns, merge rule and keys, and the SQL of the views that feed it.
     *
     * @throws io.pipit.core.error.PipitException {@code UNKNOWN_RESOURCE} when there is no such table
     */
    public String fingerprint(String table) {
        TableSpec spec = table(table)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no table '" + table + "' in the project."
                                + NearestName.hint(table, tables.keySet())));
        Map<String, String> keys = freshKeys();
        return TableFingerprint.of(
                spec,
                views.stream()
                        .filter(v -> v.target().equals(table))
                        .map(v -> keys.get(v.feed()))
                        .toList());
    }

    /**
     * Whether rows that were written under an older fingerprint are still right under a newer one: nothing changed, or only
     * columns were added. Otherwise the table is made anew and derived from the log again.
     */
    public static boolean keepsRows(String older, String newer) {
        return TableFingerprint.keeps(older, newer);
    }
}
