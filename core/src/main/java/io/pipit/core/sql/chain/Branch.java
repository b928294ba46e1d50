package io.pipit.core.sql.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way on which rows of the root table come into a relation.
 *
 * @param columns by name; empty for what is no expression of the root table's rows
 * @param order the columns by their place; empty where it cannot be told
 * @param steps in the order in which rows pass them
 */
record Branch(Map<String, Optional<Origin>> columns, Optional<List<Item>> order, List<Step> steps) {
    /** A column at its place. */
    record Item(String name, Optional<Origin> origin) {}

    /**
     * A stage on the way.
     *
     * @param number of the stage: the same in all branches that it brings together, and greater than those of stages before it
     */
    record Step(int number, Stage stage) {}

    Branch {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        order = order.map(List::copyOf);
        steps = List.copyOf(steps);
    }

    /** The same steps with other columns. */
    Branch with(Map<String, Optional<Origin>> others, Optional<List<Item>> otherOrder) {
        return new Branch(others, otherOrder, steps);
    }

    /** One more step. */
    Branch then(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new Branch(columns, order, all);
    }

    /** The same values under the names of another branch, place by place. */
    Branch named(Branch first) {
        Map<String, Optional<Origin>> renamed = new LinkedHashMap<>();
        List<Item> items = new ArrayList<>();
        if (order.isPresent() && first.order().isPresent()) {
            for (int i = 0; i < Math.min(order.get().size(), first.order().get().size()); i++) {
                Item item = new Item(
                        first.order().get().get(i).name(), order.get().get(i).origin());
                items.add(item);
                renamed.putIfAbsent(item.name(), item.origin());
            }
        }
        return with(renamed, order.isPresent() && first.order().isPresent() ? Optional.of(items) : Optional.empty());
    }
}
