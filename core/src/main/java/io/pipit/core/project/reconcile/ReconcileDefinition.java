package io.pipit.core.project.reconcile;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which table of another database a data source comes from, and how its rows become events.
 *
 * @param name of the file
 * @param connection name of the project's connection
 * @param table as the database names it; the empty text where a query is given
 * @param query of the database; the empty text where a table is given
 * @param id what is unique in the table: a column, or an expression of the database
 * @param time a column, or an expression of the database, of a type of time
 * @param dataSource the landing data source
 * @param idColumn the data source's column that holds the id
 * @param timeColumn the data source's column that holds the time
 * @param columns by column of the data source: a column or an expression of the database; columns that are not named here come from those
 *     of the same name
 * @param event an expression of the database whose value is the whole event in JSON; the empty text for none
 * @param grace how old a row has to be before it may be called missing; nothing for what is observed
 * @param guard how long an original is dropped that is sent again after its row was put in; zero for not at all
 */
public record ReconcileDefinition(
        String name,
        String connection,
        String table,
        String query,
        String id,
        String time,
        String dataSource,
        String idColumn,
        String timeColumn,
        Map<String, String> columns,
        String event,
        Optional<Duration> grace,
        Duration guard) {
    /** How long originals are dropped where nothing is said. */
    public static final Duration GUARD = Duration.ofDays(7);

    /** Copies the map. */
    public ReconcileDefinition {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** What the database calls a column of the data source: the expression given for it, or the same name. */
    public String expression(String column) {
        return columns.getOrDefault(column, column);
    }
}
