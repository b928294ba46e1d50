package io.pipit.core.project.lambda;

import io.pipit.core.project.lambda.LambdaPlan.Key;
import io.pipit.core.sql.TranslatedQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a table with the keys of the groups that they pass on their way through a query.
 *
 * @param rows the table's hidden columns and columns, and all keys under their names
 * @param paths the ways; all end at the same stage, whose keys are columns of a target too. None for a query that takes each row by itself
 */
public record KeyedRows(TranslatedQuery rows, List<List<Step>> paths) {
    /**
     * A stage on a way.
     *
     * @param stage its number: the same on all ways that meet in it, and greater than those before it
     * @param keys the members of the stage's key, as this way gives them
     */
    public record Step(int stage, List<Key> keys) {
        /** Copies the list. */
        public Step {
            keys = List.copyOf(keys);
        }
    }

    /** Copies the lists. */
    public KeyedRows {
        paths = paths.stream().map(List::copyOf).toList();
    }

    /** One way. */
    public static KeyedRows of(TranslatedQuery rows, List<List<Key>> stages) {
        List<Step> steps = new ArrayList<>();
        stages.forEach(keys -> steps.add(new Step(steps.size(), keys)));
        return new KeyedRows(rows, steps.isEmpty() ? List.of() : List.of(steps));
    }

    /** The stages, in an order in which each comes after those that rows pass before. */
    List<Integer> stages() {
        return paths.stream()
                .flatMap(List::stream)
                .map(Step::stage)
                .distinct()
                .sorted()
                .toList();
    }

    /** Where all ways end. */
    int last() {
        return lastOf(paths.get(0)).stage();
    }

    static Step lastOf(List<Step> path) {
        return path.get(path.size() - 1);
    }
}
