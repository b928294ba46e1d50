package io.pipit.core.project.lambda;

import io.pipit.core.block.Column;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.sql.ColumnDefaults;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.OutputColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Works out which results changed and what they are now.
 *
 * <p>A new row touches its group of the first stage. All rows of that group, as they were and as they are, may have gone to any group of the
 * next stage that one of them names; so that is touched too, and so on. What the touched groups of the last stage are now is computed
 * from all rows that can have part in them, which are found by going back through the stages. A group that is named too often
 * is computed for nothing, never wrong.
 */
public final class LambdaComputation {
    private final LambdaPlan plan;
    private final TableSpec source;
    private final TableSpec target;
    private final LambdaBudget budget;
    private final MergeSql merge = new MergeSql();
    private final ColumnDefaults defaults;

    /**
     * A computation.
     *
     * @param plan at the time of the snapshot, see {@link LambdaPlan#at}
     */
    public LambdaComputation(LambdaPlan plan, TableSpec source, TableSpec target, LambdaBudget budget) {
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.budget = budget;
        this.defaults = new ColumnDefaults(target);
    }

    /**
     * The source's rows, each as a parenthesised SELECT of hidden columns and columns, unmerged.
     *
     * @param added rows that came since the snapshot; for a query with keys it may be more
     * @param now all rows
     * @param gone rows that the snapshot counted and that are not among all rows any more; may be more, the empty text for none
     */
    public record Rows(String added, String now, String gone) {}

    /**
     * What came out.
     *
     * @param keys the table of the engine with the touched keys, or the empty text when nothing is taken out
     * @param results the table of the engine with the rows of the target that take their place
     */
    public record Outcome(String keys, String results, long touched, long rows) {}

    /**
     * Computes into tables of the engine whose names begin with the prefix. What a failure leaves behind is dropped.
     *
     * @throws LambdaBudget.ExceededException when more is touched than the budget allows
     */
    public Outcome run(EngineSession session, String prefix, Rows rows, long atMicros) {
        List<String> scratch = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        boolean done = false;
        try {
            Outcome outcome = plan.byRow()
                    ? byRow(session, prefix, rows, atMicros, kept)
                    : byGroup(session, prefix, rows, atMicros, scratch, kept);
            done = true;
            return outcome;
        } finally {
            scratch.forEach(table -> drop(session, table));
            if (!done) {
                kept.forEach(table -> drop(session, table));
            }
        }
    }

    /**
     * The outcome when more rows have come: what they touch takes the place of what was computed before.
     *
     * @param former stays as it is
     * @param rows those that were added, and those that have gone, since the former outcome
     */
    public Outcome onwards(EngineSession session, String prefix, Outcome former, Rows rows, long atMicros) {
        Outcome step = run(session, prefix + "_step", rows, atMicros);
        List<String> kept = new ArrayList<>();
        boolean done = false;
        try {
            String keys = former.keys().isEmpty()
                    ? ""
                    : made(
                            session,
                            prefix + "_keys",
                            kept,
                            "SELECT * FROM " + former.keys() + " UNION SELECT * FROM " + step.keys());
            String results = made(session, prefix + "_rows", kept, "SELECT * FROM " + reading(former.results(), step));
            Outcome outcome = new Outcome(
                    keys, results, keys.isEmpty() ? 0 : budget.rows(session, keys), budget.rows(session, results));
            done = true;
            return outcome;
        } finally {
            drop(session, step.results());
            if (!step.keys().isEmpty()) {
                drop(session, step.keys());
            }
            if (!done) {
                kept.forEach(table -> drop(session, table));
            }
        }
    }

    private static void drop(EngineSession session, String table) {
        session.execute("DROP TABLE IF EXISTS " + table);
    }

    private Outcome byRow(EngineSession session, String prefix, Rows rows, long atMicros, List<String> kept) {
        String results = made(session, prefix + "_rows", kept, results(rows.added(), atMicros));
        return new Outcome("", results, 0, budget.rows(session, results));
    }

    private Outcome byGroup(
            EngineSession session, String prefix, Rows rows, long atMicros, List<String> scratch, List<String> kept) {
        TouchedGroups groups = new TouchedGroups(
                plan.keyed(),
                source,
                (column, text, mayBeNull) -> value(target.column(column).orElseThrow(), text, mayBeNull),
                budget);
        String touched = groups.touched(session, prefix, rows, scratch, kept);
        String results = made(
                session,
                prefix + "_rows",
                kept,
                "SELECT r.* FROM (" + results(groups.needed(session, prefix, rows.now(), touched, scratch), atMicros)
                        + ") AS r SEMI JOIN " + touched + " AS t ON (" + same("r", "t") + ")");
        return new Outcome(touched, results, budget.rows(session, touched), budget.rows(session, results));
    }

    private static String made(EngineSession session, String table, List<String> tables, String select) {
        tables.add(table);
        session.execute("CREATE TABLE " + table + " AS " + select);
        return table;
    }

    /** That two relations with columns of the target agree in the last keys. */
    private String same(String one, String other) {
        return plan.removal().stream()
                .map(key -> {
                    boolean nullable =
                            target.column(key.column()).orElseThrow().type().nullable();
                    return one + "." + quoted(key.column()) + (nullable ? " IS NOT DISTINCT FROM " : " = ") + other
                            + "." + quoted(key.column());
                })
                .collect(Collectors.joining(" AND "));
    }

    /**
     * The target as it is now.
     *
     * @param snapshot a parenthesised SELECT of its hidden columns and columns at the snapshot, unmerged; the empty text for no rows
     * @return the same of now
     */
    public String reading(String snapshot, Outcome outcome) {
        String results = "SELECT * FROM " + outcome.results();
        if (snapshot.isEmpty()) {
            return "(" + results + ")";
        }
        String left = outcome.keys().isEmpty()
                ? "SELECT * FROM " + snapshot
                : "SELECT s.* FROM " + snapshot + " AS s ANTI JOIN " + outcome.keys() + " AS t ON (" + same("s", "t")
                        + ")";
        return "(" + left + " UNION ALL BY NAME " + results + ")";
    }

    /** The pipe's query over some rows of the source, as rows of the target with an identity. */
    private String results(String rows, long atMicros) {
        Set<String> given =
                plan.query().columns().stream().map(OutputColumn::name).collect(Collectors.toSet());
        String columns = target.columns().stream()
                .map(c -> (given.contains(c.name())
                                ? value(
                                        c,
                                        "result." + quoted(c.name()),
                                        !c.type().nullable())
                                : defaults.sql(c))
                        + " AS " + quoted(c.name()))
                .collect(Collectors.joining(", "));
        boolean mergeFree = plan.query().mergeFree().contains(plan.source());
        String bound = plan.query().bind(table -> merge.read(source, rows, mergeFree));
        return "SELECT '" + Feed.copy(plan.pipe()).replace("'", "''") + "' AS " + Identity.FEED + ", 0::INTEGER AS "
                + Identity.PART + ", " + Long.MAX_VALUE + "::BIGINT AS " + Identity.OFF
                + ", (row_number() OVER () - 1)::INTEGER AS " + Identity.ROW + ", make_timestamp(" + atMicros
                + "::BIGINT) AS " + Identity.AT + ", " + columns + " FROM (" + bound + ") AS result";
    }

    /** As a copy stores it. */
    private String value(Column column, String text, boolean mayBeNull) {
        String cast = "CAST(" + text + " AS " + column.storage() + ")";
        return column.type().nullable() || !mayBeNull ? cast : "coalesce(" + cast + ", " + defaults.sql(column) + ")";
    }

    private static String quoted(String name) {
        return EngineSession.quoted(name);
    }
}
