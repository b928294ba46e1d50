package io.pipit.core.sql.chain;

import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a query over one table that may read it several times, with the results put one below the other ({@code UNION}).
 *
 * @param source the table
 * @param paths one for each time that it is read
 */
public record KeyPaths(String source, List<Path> paths) {
    /**
     * A way of the table's rows through the query.
     *
     * @param steps in the order in which rows pass them
     * @param columns the result columns that are expressions of the table's rows
     */
    public record Path(List<Step> steps, Map<String, Expression> columns) {
        /** Copies the collections. */
        public Path {
            steps = List.copyOf(steps);
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }
    }

    /**
     * A grouping.
     *
     * @param stage its number, by which groupings that several paths pass are known; greater than those before it
     * @param keys expressions over columns of the table; in all paths that pass the grouping they are at the same places
     */
    public record Step(int stage, List<Expression> keys) {
        /** Copies the list. */
        public Step {
            keys = List.copyOf(keys);
        }
    }

    /** Copies the list. */
    public KeyPaths {
        paths = List.copyOf(paths);
    }

    /** Whether the table is read once, so that {@link #chain} says all. */
    public boolean single() {
        return paths.size() == 1;
    }

    /** The keys of the first path. */
    public KeyChain chain() {
        Path only = paths.get(0);
        return new KeyChain(
                source, Coarsest.of(only.steps().stream().map(Step::keys).toList()), only.columns());
    }

    /** Whether each row is taken by itself. */
    public boolean byRow() {
        return paths.stream().allMatch(path -> path.steps().isEmpty());
    }

    /**
     * The same with fewer stages: those left out whose keys say no more than those of a neighbour, and one for groupings that begin
     * several paths alike.
     */
    public KeyPaths reduced() {
        Map<List<List<Expression>>, Integer> heads = new HashMap<>();
        List<Path> made = new ArrayList<>();
        for (Path path : paths) {
            int own = 0;
            while (own < path.steps().size() && count(path.steps().get(own).stage()) == 1) {
                own++;
            }
            List<List<Expression>> kept = Coarsest.of(
                    path.steps().subList(0, own).stream().map(Step::keys).toList());
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < kept.size(); i++) {
                int stage = path.steps().get(i).stage();
                steps.add(new Step(
                        heads.computeIfAbsent(List.copyOf(kept.subList(0, i + 1)), k -> stage), kept.get(i)));
            }
            steps.addAll(path.steps().subList(own, path.steps().size()));
            made.add(new Path(steps, path.columns()));
        }
        return new KeyPaths(source, made);
    }

    private long count(int stage) {
        return paths.stream()
                .filter(path -> path.steps().stream().anyMatch(step -> step.stage() == stage))
                .count();
    }
}
