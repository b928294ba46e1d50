package io.pipit.core.project.lambda;

import io.pipit.core.project.lambda.LambdaPlan.Key;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;

/**
 * Rows of a table with the keys of a chain of queries.
 *
 * @param rows the table's hidden columns and columns, and the keys of all stages under their names
 * @param stages the keys of each stage; those of the last are columns of a target too
 */
public record KeyedRows(TranslatedQuery rows, List<List<Key>> stages) {
    /** Copies the lists. */
    public KeyedRows {
        stages = stages.stream().map(List::copyOf).toList();
    }

    /** The keys of the last stage. */
    public List<Key> last() {
        return stages.get(stages.size() - 1);
    }
}
