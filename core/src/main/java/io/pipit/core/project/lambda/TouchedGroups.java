package io.pipit.core.project.lambda;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.project.lambda.KeyedRows.Step;
import io.pipit.core.project.lambda.LambdaComputation.Rows;
import io.pipit.core.project.lambda.LambdaPlan.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private static final String GROUP = "_pipit_g";
    private static final String HIT = "_pipit_hit";

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
        Map<Integer, String> wanted = new HashMap<>(Map.of(plan.last(), touched));
        boolean further = plan.paths().stream().anyMatch(path -> path.size() > 1);
        if (further && mostOf(session, now, within(now, plan.paths().stream().map(KeyedRows::lastOf), wanted))) {
            return now;
        }
        List<Integer> earlier = new ArrayList<>(plan.stages());
        earlier.remove(Integer.valueOf(plan.last()));
        Collections.reverse(earlier);
        for (int stage : earlier) {
            Set<String> selects = new LinkedHashSet<>();
            for (List<Step> path : plan.paths()) {
                for (int i = 0; i < path.size() - 1; i++) {
                    if (path.get(i).stage() == stage) {
                        selects.add("SELECT DISTINCT " + named(path.get(i)) + " FROM "
                                + within(now, Stream.of(path.get(i + 1)), wanted));
                    }
                }
            }
            wanted.put(stage, made(session, prefix + "_need" + stage, scratch, String.join(" UNION ", selects)));
            budget.rows(session, wanted.get(stage));
        }
        return "(SELECT " + columns() + " FROM "
                + within(now, plan.paths().stream().map(path -> path.get(0)), wanted) + ")";
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
        Map<Integer, String> touched = new HashMap<>();
        for (int stage : plan.stages()) {
            Set<String> selects = new LinkedHashSet<>();
            for (List<Step> path : plan.paths()) {
                for (int i = 0; i < path.size(); i++) {
                    if (path.get(i).stage() == stage) {
                        String select = "SELECT DISTINCT " + named(path.get(i)) + " FROM ";
                        from(rows, path.subList(0, i), touched).forEach(from -> selects.add(select + from));
                    }
                }
            }
            boolean last = stage == plan.last();
            touched.put(
                    stage,
                    made(session, prefix + "_keys" + stage, last ? kept : scratch, String.join(" UNION ", selects)));
            budget.rows(session, touched.get(stage));
        }
        return touched.get(plan.last());
    }

    /** The rows behind what comes to a stage and may have changed, as they were and as they are. */
    private List<String> from(Rows rows, List<Step> before, Map<Integer, String> touched) {
        if (before.isEmpty()) {
            return List.of(keyed(rows.added()));
        }
        Step former = before.get(before.size() - 1);
        return Stream.of(rows.now(), rows.gone())
                .filter(some -> !some.isEmpty())
                .map(some -> within(some, Stream.of(former), touched))
                .toList();
    }

    private static String made(EngineSession session, String table, List<String> tables, String select) {
        tables.add(table);
        session.execute("CREATE TABLE " + table + " AS " + select);
        return table;
    }

    /** The rows with their keys; the last ones as the target holds them. */
    private String keyed(String rows) {
        String cast = plan.paths().stream()
                .flatMap(path -> KeyedRows.lastOf(path).keys().stream())
                .distinct()
                .map(key -> held.as(key.column(), quoted(key.name()), key.nullable()) + " AS " + quoted(key.name()))
                .collect(Collectors.joining(", "));
        return "(SELECT * REPLACE (" + cast + ") FROM (" + plan.rows().bind(table -> rows) + ") AS k)";
    }

    /** The rows, with their keys, that are at one of the steps in a group of the step's table; each once. */
    private String within(String rows, Stream<Step> steps, Map<Integer, String> tables) {
        List<Step> several = steps.distinct().toList();
        String keyed = keyed(rows);
        if (several.size() == 1) {
            Step one = several.get(0);
            return "(SELECT s.* FROM " + keyed + " AS s SEMI JOIN " + tables.get(one.stage()) + " AS t ON ("
                    + same(one, "t") + "))";
        }
        StringBuilder joined =
                new StringBuilder("(SELECT s.* FROM ").append(keyed).append(" AS s");
        List<String> found = new ArrayList<>();
        for (Step step : several) {
            // No key is twice in such a table, so no row is.
            String alias = "t" + found.size();
            found.add(alias + "." + HIT);
            joined.append(" LEFT JOIN (SELECT *, true AS " + HIT + " FROM ")
                    .append(tables.get(step.stage()))
                    .append(") AS ")
                    .append(alias)
                    .append(" ON (")
                    .append(same(step, alias))
                    .append(')');
        }
        return joined.append(" WHERE ")
                .append(String.join(" OR ", found))
                .append(')')
                .toString();
    }

    private String same(Step step, String table) {
        List<String> names = columns(step);
        return IntStream.range(0, names.size())
                .mapToObj(i -> {
                    Key key = step.keys().get(i);
                    return "s." + quoted(key.name()) + (key.nullable() ? " IS NOT DISTINCT FROM " : " = ") + table + "."
                            + quoted(names.get(i));
                })
                .collect(Collectors.joining(" AND "));
    }

    /** What the keys of a step are called in its table: as in the target, or by their place. */
    private List<String> columns(Step step) {
        return IntStream.range(0, step.keys().size())
                .mapToObj(i -> step.stage() == plan.last() ? step.keys().get(i).column() : GROUP + i)
                .toList();
    }

    private String named(Step step) {
        List<String> names = columns(step);
        return IntStream.range(0, names.size())
                .mapToObj(i -> quoted(step.keys().get(i).name()) + " AS " + quoted(names.get(i)))
                .collect(Collectors.joining(", "));
    }

    private String columns() {
        List<String> names = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> names.add(c.name()));
        source.columns().forEach(c -> names.add(quoted(c.name())));
        return String.join(", ", names);
    }

    private static String quoted(String name) {
        return EngineSession.quoted(name);
    }
}
