package io.pipit.batch.compact;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.sql.MergeSql;
import java.util.Map;
import java.util.stream.Collectors;

/** What becomes of the rows of some files of a table, as the engine's text. */
final class CompactSql {
    private final MergeSql merge = new MergeSql();
    private final TableSpec spec;

    CompactSql(TableSpec spec) {
        this.spec = spec;
    }

    /** Whether fewer rows may come out than go in. */
    boolean folds() {
        return merge.folds(spec);
    }

    /**
     * A SELECT of hidden columns and columns.
     *
     * @param rows a parenthesised SELECT of the same
     * @param coverage of the table: rows of copy runs whose keys it remembers may still be taken out by another run under the same
     *     key, so they stay as they are
     */
    String of(String rows, Coverage coverage) {
        if (!folds()) {
            return rows;
        }
        String kept = keyedRuns(coverage);
        if (kept.isEmpty()) {
            return merge.folded(spec, rows);
        }
        String others = "(SELECT * FROM " + rows + " WHERE NOT (" + kept + "))";
        return "SELECT * FROM " + merge.folded(spec, others) + " UNION ALL SELECT * FROM " + rows + " WHERE " + kept;
    }

    private static String keyedRuns(Coverage coverage) {
        return coverage.copies().entrySet().stream()
                .filter(copy -> !copy.getValue().numbersByKey().isEmpty())
                .map(CompactSql::keyedRuns)
                .collect(Collectors.joining(" OR "));
    }

    private static String keyedRuns(Map.Entry<String, CopyCoverage> copy) {
        String numbers = copy.getValue().numbersByKey().values().stream()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return "(_feed = '" + copy.getKey().replace("'", "''") + "' AND _off IN (" + numbers + "))";
    }
}
