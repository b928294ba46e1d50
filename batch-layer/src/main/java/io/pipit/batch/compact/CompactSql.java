package io.pipit.batch.compact;

import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.sql.MergeSql;
import java.util.Collection;
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
     *     key, and those of the last run are what a changed view makes its rows of, so they stay as they are
     */
    String of(String rows, Coverage coverage) {
        if (!folds()) {
            return rows;
        }
        String kept = keptRuns(coverage);
        if (kept.isEmpty()) {
            return merge.folded(spec, rows);
        }
        String others = "(SELECT * FROM " + rows + " WHERE NOT (" + kept + "))";
        return "SELECT * FROM " + merge.folded(spec, others) + " UNION ALL SELECT * FROM " + rows + " WHERE " + kept;
    }

    private static String keptRuns(Coverage coverage) {
        return coverage.copies().entrySet().stream()
                .filter(copy -> !runs(copy).isEmpty())
                .map(CompactSql::keptRuns)
                .collect(Collectors.joining(" OR "));
    }

    /** Views that follow a copy have blocks of it; nobody makes rows of theirs. */
    private static Collection<Long> runs(Map.Entry<String, CopyCoverage> copy) {
        boolean own = Feed.copied(copy.getKey()) && !Feed.follows(copy.getKey());
        return own ? copy.getValue().kept() : copy.getValue().numbersByKey().values();
    }

    private static String keptRuns(Map.Entry<String, CopyCoverage> copy) {
        String numbers = runs(copy).stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return "(_feed = '" + copy.getKey().replace("'", "''") + "' AND _off IN (" + numbers + "))";
    }
}
