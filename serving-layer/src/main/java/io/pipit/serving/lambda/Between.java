package io.pipit.serving.lambda;

import io.pipit.core.block.Identity;
import java.util.stream.Collectors;

/**
 * What two snapshots of a source differ in.
 *
 * @param added a parenthesised SELECT of the rows of files that only the later one has; the empty text for none
 * @param gone the same of files that only the earlier one has
 * @param byOthers whether others than logs have changed rows in between: copies, files, deletions, rollbacks
 */
record Between(String added, String gone, boolean byOthers) {
    private static final String SAME = Identity.COLUMNS.stream()
            .map(column -> column.name())
            .filter(name -> !name.equals(Identity.AT))
            .map(name -> "a." + name + " = g." + name)
            .collect(Collectors.joining(" AND "));

    /**
     * Rows that did not come by logs. Compaction, which moves rows to other files, has left them where they were.
     *
     * @param streams feeds of logs, as the engine's texts
     */
    String addedByOthers(String streams) {
        if (!byOthers || added.isEmpty()) {
            return "";
        }
        String those = streams.isEmpty()
                ? added
                : "(SELECT * FROM " + added + " WHERE " + Identity.FEED + " NOT IN (" + streams + "))";
        return gone.isEmpty()
                ? those
                : "(SELECT a.* FROM " + those + " AS a ANTI JOIN " + gone + " AS g ON (" + SAME + "))";
    }

    /** Rows that are not there any more; of a table that folds rows it may be more. The empty text for none. */
    String removed() {
        if (!byOthers || gone.isEmpty()) {
            return "";
        }
        return added.isEmpty()
                ? gone
                : "(SELECT g.* FROM " + gone + " AS g ANTI JOIN " + added + " AS a ON (" + SAME + "))";
    }
}
