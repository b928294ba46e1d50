package io.pipit.core.project.lambda;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.lambda.LambdaComputation.Rows;
import io.pipit.core.project.lambda.LambdaPlan.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which groups rows touch that come or go, and which rows have part in these groups.
 *
 * <p>A row touches its group of the first stage. All rows of that group, as they were and as they are, may have gone to any group of the next
 * stage that one of them names; so that is touched too, and so on. What the touched groups of the last stage are now comes from all
 * rows that can have part in them, which are found by going back through the stages.
 */
public final class TouchedGroups {
    /** How a key is held in the target. */
    public interface Held {
        /**
         * The engine's text of a key as a column of the target.
         *
         * @param column of the target
         * @param text of the key
         * @param mayBeNull whether it may be NULL
         */
        String as(String column, String text, boolean mayBeNull);
    }

    private final KeyedRows plan;
    private final TableSpec source;
    private final Held held;
    private final LambdaBudget budget;

    /** Of a source. */
    public TouchedGroups(KeyedRows plan, TableSpec source, Held held, LambdaBudget budget) {
        this.plan = plan;
        this.source = source;
        this.held = held;
        this.budget = budget;
    }

    /**
     * The rows that can have part in the touched groups of the last stage, found by going back through the stages.
     *
     * @param touched a table of the engine, see {@link #touched}
     * @param scratch gets the names of tables that may be dropped when the rows have been read
     */
    public String needed(EngineSession session, String prefix, String now, String touched, List<String> scratch) {
        int last = plan.stages().size() - 1;
        if (last > 0 && mostOf(session, now, within(keyed(now), plan.last(), touched))) {
            return now;
        }
        String wanted = touched;
        for (int i = last - 1; i >= 0; i--) {
            wanted = made(
                    session,
                    prefix + "_need" + i,
                    scratch,
                    "SELECT DISTINCT " + names(plan.stages().get(i)) + " FROM "
                            + within(keyed(now), plan.stages().get(i + 1), wanted));
            budget.rows(session, wanted);
        }
        return "(SELECT " + columns() + " FROM "
                + within(keyed(now), plan.stages().get(0), wanted) + ")";
    }

    private boolean mostOf(EngineSession session, String all, String some) {
        long wanted = session.queryLong("SELECT count(*) FROM " + some);
        return wanted > budget.wholeShare() * session.queryLong("SELECT count(*) FROM " + all);
    }

    /**
     * A table of the engine with the touched keys of the last stage, under the names of the target's columns.
     *
     * @param scratch gets the names of tables that are not needed any more
     * @param kept gets the name of the table
     */
    public String touched(EngineSession session, String prefix, Rows rows, List<String> scratch, List<String> kept) {
        int last = plan.stages().size() - 1;
        String touched = "";
        for (int i = 0; i <= last; i++) {
            List<Key> keys = plan.stages().get(i);
            String from;
            if (i == 0) {
                from = keyed(rows.added());
            } else {
                List<Key> former = plan.stages().get(i - 1);
                from = within(keyed(rows.now()), former, touched);
                if (!rows.gone().isEmpty()) {
                    from = "(SELECT " + names(keys) + " FROM " + from + " UNION ALL SELECT " + names(keys) + " FROM "
                            + within(keyed(rows.gone()), former, touched) + ")";
                }
            }
            String select = i == last ? namedAsTarget(keys) : names(keys);
            touched = made(
                    session,
                    prefix + "_keys" + i,
                    i == last ? kept : scratch,
                    "SELECT DISTINCT " + select + " FROM " + from);
            budget.rows(session, touched);
        }
        return touched;
    }

    private static String made(EngineSession session, String table, List<String> tables, String select) {
        tables.add(table);
        session.execute("CREATE TABLE " + table + " AS " + select);
        return table;
    }

    /** The rows with their keys; the last ones as the target holds them. */
    private String keyed(String rows) {
        String cast = plan.last().stream()
                .map(key -> held.as(key.column(), quoted(key.name()), key.nullable()) + " AS " + quoted(key.name()))
                .collect(Collectors.joining(", "));
        return "(SELECT * REPLACE (" + cast + ") FROM (" + plan.rows().bind(table -> rows) + ") AS k)";
    }

    /** The rows whose keys of a stage are in a table of keys. */
    private String within(String keyed, List<Key> keys, String table) {
        boolean last = keys.equals(plan.last());
        String same = keys.stream()
                .map(key -> "s." + quoted(key.name()) + (key.nullable() ? " IS NOT DISTINCT FROM " : " = ") + "t."
                        + quoted(last ? key.column() : key.name()))
                .collect(Collectors.joining(" AND "));
        return "(SELECT s.* FROM " + keyed + " AS s SEMI JOIN " + table + " AS t ON (" + same + "))";
    }

    private String columns() {
        List<String> names = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> names.add(c.name()));
        source.columns().forEach(c -> names.add(quoted(c.name())));
        return String.join(", ", names);
    }

    private static String names(List<Key> keys) {
        return keys.stream().map(key -> quoted(key.name())).collect(Collectors.joining(", "));
    }

    private static String namedAsTarget(List<Key> keys) {
        return keys.stream()
                .map(key -> quoted(key.name()) + " AS " + quoted(key.column()))
                .collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return EngineSession.quoted(name);
    }
}
