package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Default expressions, translated and computed by the engine. A value that cannot be computed is the zero of its type. The
 * engine is opened when the first row needs it.
 */
public final class EngineDefaults implements ComputedDefaults, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineDefaults.class);
    private static final String ROWS = "rows to fill";

    private final Dialect dialect = new Dialect();
    private final EngineConfig config;
    private Engine engine;
    private EngineSession session;

    /** With an engine of its own. */
    public EngineDefaults(EngineConfig config) {
        this.config = config;
    }

    @Override
    public void check(TableSpec table, Column column) {
        dialect.expression(column.defaultExpression(), table.name(), 1, table.columns());
    }

    @Override
    public synchronized byte[] fill(TableSpec table, byte[] rows, SortedMap<Integer, BitSet> missing) {
        SourceRows source = SourceRows.raw(Feed.log(table.name()), 0, 0, 0, rows);
        List<Integer> order = ordered(table, missing);
        try {
            session().createFromRows(ROWS, true, table, List.of(source));
            try {
                return session.queryIpc(sql(table, order, missing, "TRY(", ")"));
            } catch (PipitException e) {
                // What differs from call to call, as random functions do, cannot be tried, and does not fail.
                return session.queryIpc(sql(table, order, missing, "", ""));
            }
        } catch (PipitException e) {
            LOG.error("Defaults of '{}' cannot be computed, zeros stand for them: {}", table.name(), e.getMessage());
            return rows;
        }
    }

    private String sql(
            TableSpec table, List<Integer> order, SortedMap<Integer, BitSet> missing, String before, String after) {
        String from = EngineSession.quoted(ROWS);
        for (int index : order) {
            Column column = table.columns().get(index);
            String name = EngineSession.quoted(column.name());
            String value = before
                    + dialect.expression(column.defaultExpression(), table.name(), 1, table.columns())
                            .engineSql()
                    + after;
            from = "(SELECT * REPLACE (CASE WHEN \"_row\" IN ("
                    + missing.get(index).stream().mapToObj(Integer::toString).collect(Collectors.joining(","))
                    + ") THEN coalesce(CAST(" + value + " AS " + column.storage() + "), " + name + ") ELSE " + name
                    + " END AS " + name + ") FROM " + from + ")";
        }
        String columns = table.columns().stream()
                .map(c -> EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + from + " ORDER BY \"_row\"";
    }

    /** Columns after those that their expressions name. */
    private static List<Integer> ordered(TableSpec table, SortedMap<Integer, BitSet> missing) {
        List<Integer> order = new ArrayList<>();
        Set<Integer> visited = new HashSet<>();
        missing.forEach((index, rows) -> {
            if (!rows.isEmpty()) {
                visit(index, table, missing, visited, order);
            }
        });
        return order;
    }

    private static void visit(
            int index, TableSpec table, SortedMap<Integer, BitSet> missing, Set<Integer> visited, List<Integer> order) {
        if (!visited.add(index)) {
            return;
        }
        String expression = table.columns().get(index).defaultExpression();
        for (int other : missing.keySet()) {
            String name = Pattern.quote(table.columns().get(other).name());
            boolean named =
                    Pattern.compile("\\b" + name + "\\b").matcher(expression).find();
            if (named && !missing.get(other).isEmpty()) {
                visit(other, table, missing, visited, order);
            }
        }
        order.add(index);
    }

    private EngineSession session() {
        if (session == null) {
            engine = Engine.open(config);
            session = engine.session();
        }
        return session;
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.close();
            engine.close();
        }
    }
}
