package io.pipit.batch.mutate;

import io.pipit.batch.mutate.MutateWork.ChangedRows;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.cascade.FollowWay.ByKeys;
import io.pipit.core.project.cascade.FollowWay.KeyedPath;
import io.pipit.core.project.lambda.LambdaBudget;
import io.pipit.core.project.lambda.LambdaComputation.Rows;
import io.pipit.core.project.lambda.TouchedGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which rows of a target a change touches, and which rows of the table they are made of. Its tables go when it is closed. */
final class TouchedRows implements AutoCloseable {
    private static final LambdaBudget UNBOUNDED = new LambdaBudget(Long.MAX_VALUE, 0.5);

    private final EngineSession session;
    private final TableSpec source;
    private final String left;
    private final ChangedRows changed;
    private final List<String> made = new ArrayList<>();
    private int names;

    /**
     * Of a table.
     *
     * @param left a relation of its rows after the change, with hidden columns
     */
    TouchedRows(EngineSession session, TableSpec source, String left, ChangedRows changed) {
        this.session = session;
        this.source = source;
        this.left = left;
        this.changed = changed;
    }

    /**
     * What is touched.
     *
     * @param count how many keys or blocks
     * @param condition of the engine over columns of the target, for a relation that is called t
     * @param needed a relation of the table's rows that a view needs for them, by the view's feed
     */
    record Touched(long count, String condition, Map<String, String> needed) {}

    /** The keys of groups. */
    Touched byKeys(TableSpec target, ByKeys way) {
        List<String> keys = new ArrayList<>();
        for (KeyedPath path : way.paths()) {
            keys.add(groups(target, path).touched(session, fresh(), rows(), made, made));
        }
        String all = fresh();
        made.add(all);
        session.execute("CREATE TABLE " + all + " AS "
                + keys.stream().map(t -> "SELECT * FROM " + t).collect(Collectors.joining(" UNION ")));
        Map<String, String> needed = new TreeMap<>();
        for (KeyedPath path : way.paths()) {
            String rows = groups(target, path).needed(session, fresh(), left, all, made);
            // The same row may come on two ways to one view.
            needed.merge(
                    path.view().feed(),
                    rows,
                    (one, other) -> "(SELECT * FROM " + one + " UNION SELECT * FROM " + other + ")");
        }
        String same = way.columns().stream()
                .map(EngineSession::quoted)
                .map(column -> "k." + column + " IS NOT DISTINCT FROM t." + column)
                .collect(Collectors.joining(" AND "));
        return new Touched(count(all), "EXISTS (SELECT 1 FROM " + all + " AS k WHERE " + same + ")", needed);
    }

    /** Whole blocks. */
    Touched byBlocks(List<ViewPlan> views) {
        String all = fresh();
        made.add(all);
        String block = Identity.PART + ", " + Identity.OFF;
        session.execute("CREATE TABLE " + all + " AS SELECT DISTINCT " + block + " FROM " + both());
        String condition = "EXISTS (SELECT 1 FROM " + all + " AS k WHERE k." + Identity.PART + " = t." + Identity.PART
                + " AND k." + Identity.OFF + " = t." + Identity.OFF + ")";
        String rows = "(SELECT * FROM " + left + " AS t WHERE " + condition + ")";
        return new Touched(
                count(all),
                condition,
                views.stream().collect(Collectors.toMap(ViewPlan::feed, view -> rows, (one, other) -> one)));
    }

    private TouchedGroups groups(TableSpec target, KeyedPath path) {
        return new TouchedGroups(
                path.rows(),
                source,
                (column, text, mayBeNull) -> "CAST(" + text + " AS "
                        + target.column(column).orElseThrow().storage() + ")",
                UNBOUNDED);
    }

    private Rows rows() {
        return new Rows(both(), left, changed.went());
    }

    private String both() {
        return Stream.of(changed.went(), changed.came())
                .filter(rows -> !rows.isEmpty())
                .map(rows -> "SELECT * FROM " + rows)
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private long count(String table) {
        return session.queryLong("SELECT count(*) FROM " + table);
    }

    private String fresh() {
        return "touched" + ++names;
    }

    @Override
    public void close() {
        made.forEach(table -> session.execute("DROP TABLE IF EXISTS " + table));
        made.clear();
    }
}
