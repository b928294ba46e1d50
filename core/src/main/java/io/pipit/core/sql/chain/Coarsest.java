package io.pipit.core.sql.chain;

import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Leaves out stages whose keys say no more than those of a neighbour. Rows of different coarse keys never meet in the finer stage either, so
 * the coarser one stands for both.
 */
final class Coarsest {
    private Coarsest() {}

    static List<List<Expression>> of(List<List<Expression>> stages) {
        List<List<Expression>> kept = new ArrayList<>();
        for (List<Expression> stage : stages) {
            List<Expression> keys = stage.stream().distinct().toList();
            while (!kept.isEmpty() && new HashSet<>(last(kept)).containsAll(keys)) {
                kept.remove(kept.size() - 1);
            }
            if (kept.isEmpty() || !new HashSet<>(keys).containsAll(last(kept))) {
                kept.add(keys);
            }
        }
        return kept;
    }

    private static List<Expression> last(List<List<Expression>> stages) {
        return stages.get(stages.size() - 1);
    }
}
