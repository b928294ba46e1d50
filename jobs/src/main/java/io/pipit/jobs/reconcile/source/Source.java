package io.pipit.jobs.reconcile.source;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.jdbc.JdbcErrors;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.jobs.reconcile.compare.Duplicates;
import io.pipit.jobs.reconcile.compare.Entry;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.compare.RangeSum;
import io.pipit.jobs.reconcile.compare.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The table of a definition in its database, at one state of it: of the moment when this was opened, or {@link #renew renewed}. Rows are
 * streamed. Not thread-safe.
 */
public final class Source implements Side, AutoCloseable {
    private static final int FETCH_ROWS = 5_000;
    private static final int LOOKED_UP = 500;

    private final JdbcConnections connections;
    private final JdbcAddress address;
    private final SourceColumns columns;
    private final SourceIds ids;
    private final RowEvents events;
    private final List<Canonical> contents = new ArrayList<>();
    private final List<String> notCompared = new ArrayList<>();
    private final SourceSql sql;
    private Connection connection;

    /** What of the rows is compared. */
    public enum Contents {
        IDS,
        IDS_AND_CONTENTS
    }

    /**
     * Opens it, and checks that the definition fits.
     *
     * @throws PipitException {@code SOURCE_UNAVAILABLE}, {@code SOURCE_INVALID}
     */
    public Source(
            JdbcConnections connections,
            JdbcAddress address,
            ReconcileDefinition definition,
            TableSpec table,
            Contents compared) {
        this.connections = connections;
        this.address = address;
        this.connection = connections.reading(address);
        this.columns = asked(c -> SourceColumns.of(c, definition, table));
        this.ids = new SourceIds(columns.id());
        this.events = new RowEvents(definition, table, columns);
        if (compared == Contents.IDS_AND_CONTENTS && address.postgres()) {
            columns.values().forEach((name, from) -> {
                Column column = table.column(name).orElseThrow();
                if (!name.equals(definition.idColumn())) {
                    Canonical.of(column, from).ifPresentOrElse(contents::add, () -> notCompared.add(name));
                }
            });
        }
        this.sql = new SourceSql(columns, contents);
        renew(); // what was asked of columns is no part of the state that is compared
    }

    /** Whether sums can be made in the database, so that ranges are compared by them. */
    public boolean sums() {
        return address.postgres();
    }

    /** What is compared besides the ids. */
    public List<Canonical> contents() {
        return contents;
    }

    /** Columns whose contents are not compared, since their texts differ between the two. */
    public List<String> notCompared() {
        return notCompared;
    }

    /** Goes on with the state of now. */
    public void renew() {
        close();
        connection = connections.reading(address);
        nowMicros(); // the state is that of the first question
    }

    /** The database's clock. */
    public long nowMicros() {
        return asked(c -> {
            try (PreparedStatement statement = c.prepareStatement("SELECT CURRENT_TIMESTAMP");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Times.micros(row.getObject(1, OffsetDateTime.class).toInstant());
            }
        });
    }

    /** Refuses ids that more than one row of a range has. */
    public void checkUnique(Range range) {
        String id = columns.id().sql();
        String twice = asked(c -> {
            try (PreparedStatement statement = prepared(
                    c,
                    "SELECT " + id + " FROM " + columns.from() + " WHERE " + between() + " GROUP BY " + id
                            + " HAVING count(*) > 1",
                    range)) {
                statement.setMaxRows(1);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? row.getString(1) : null;
                }
            }
        });
        if (twice != null) {
            throw Duplicates.of(twice);
        }
    }

    /** Refuses rows that have no id. */
    public void checkIds(Range range) {
        long nulls = asked(c -> {
            try (PreparedStatement statement = prepared(
                            c,
                            "SELECT count(*) FROM " + columns.from() + " WHERE "
                                    + columns.id().sql() + " IS NULL AND " + between(),
                            range);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
        if (nulls > 0) {
            throw new PipitException(
                    ErrorCode.SOURCE_INVALID,
                    Counted.of(nulls, "row") + " from " + Times.text(range.fromMicros()) + " to "
                            + Times.text(range.toMicros())
                            + " UTC " + (nulls == 1 ? "has" : "have") + " no id ("
                            + columns.id().sql()
                            + " is NULL). Nothing was changed; 'id' has to name what every row has.");
        }
    }

    @Override
    public Map<Long, RangeSum> sums(Range range, long widthMicros) {
        Map<Long, RangeSum> sums = new HashMap<>();
        query(
                sql.sums(range, widthMicros),
                row -> sums.put(
                        row.getLong(1),
                        new RangeSum(row.getLong(2), row.getString(3) == null ? "0" : row.getString(3))));
        return sums;
    }

    @Override
    public List<Entry> entries(Range range) {
        List<Entry> entries = new ArrayList<>();
        query(sql.entries(range), row -> entries.add(new Entry(row.getString(1), row.getLong(2), row.getString(3))));
        return entries;
    }

    /** The rows of a range, in the order of time, for databases that make no sums. */
    public void stream(Range range, Consumer<Entry> each) {
        asked(c -> {
            String time = columns.time().sql();
            try (PreparedStatement statement = prepared(
                            c,
                            "SELECT " + columns.id().sql() + ", " + time + " FROM " + columns.from() + " WHERE "
                                    + between() + " ORDER BY " + time,
                            range);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(
                            new Entry(rows.getString(1), Times.micros(RowValues.time(rows, 2, columns.time())), ""));
                }
                return null;
            }
        });
    }

    @Override
    public List<Entry> entries(Collection<String> wanted) {
        List<Entry> entries = new ArrayList<>();
        String hash = sql.contents();
        try (Source now = new Source(this)) {
            now.byIds(
                    wanted,
                    ", " + columns.time().sql() + hash,
                    row -> entries.add(new Entry(
                            row.getString(1),
                            Times.micros(RowValues.time(row, 2, columns.time())),
                            hash.isEmpty() ? "" : row.getString(3))));
        }
        return entries;
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        Set<String> there = new HashSet<>();
        try (Source now = new Source(this)) {
            now.byIds(ids, "", row -> there.add(row.getString(1)));
        }
        return there;
    }

    /** The same table at the state of now. */
    private Source(Source other) {
        this.connections = other.connections;
        this.address = other.address;
        this.columns = other.columns;
        this.ids = other.ids;
        this.events = other.events;
        this.sql = other.sql;
        this.connection = connections.reading(address);
    }

    /** The rows of these ids, as they are now; ids that are not there are left out, those of several rows are refused. */
    public List<SourceRow> rows(Collection<String> wanted) {
        Map<String, SourceRow> rows = new LinkedHashMap<>();
        byIds(wanted, ", " + columns.time().sql() + events.select(), found -> {
            SourceRow row = row(found);
            if (rows.put(row.id(), row) != null) {
                throw Duplicates.of(row.id());
            }
        });
        return List.copyOf(rows.values());
    }

    /** The next rows in the order of time and id, beginning after one. */
    public List<SourceRow> page(Range range, Entry after, int limit) {
        String time = columns.time().sql();
        String id = columns.id().sql();
        boolean first = after == null;
        String order = " ORDER BY " + time + ", " + id;
        String condition = first ? "" : " AND (" + time + " > ? OR (" + time + " = ? AND " + id + " > ?))";
        return asked(c -> {
            try (PreparedStatement statement =
                    c.prepareStatement("SELECT " + id + ", " + time + events.select() + " FROM "
                            + columns.from() + " WHERE " + between() + condition + order
                            + (address.postgres() ? " LIMIT " + limit : ""))) {
                statement.setFetchSize(FETCH_ROWS);
                statement.setMaxRows(limit);
                int at = bound(statement, range);
                if (!first) {
                    setTime(statement, at++, after.timeMicros());
                    setTime(statement, at++, after.timeMicros());
                    ids.set(statement, at, after.id());
                }
                List<SourceRow> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(row(result));
                    }
                }
                return rows;
            }
        });
    }

    /** How many rows a range has. */
    public long count(Range range) {
        return asked(c -> {
            try (PreparedStatement statement =
                            prepared(c, "SELECT count(*) FROM " + columns.from() + " WHERE " + between(), range);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // it was only read
        }
    }

    private SourceRow row(ResultSet row) throws SQLException {
        String id = row.getString(1);
        if (id == null) {
            throw new PipitException(
                    ErrorCode.SOURCE_INVALID,
                    "A row has no id (" + columns.id().sql() + " is NULL); 'id' has to name what every row has.");
        }
        return new SourceRow(id, Times.micros(RowValues.time(row, 2, columns.time())), events.of(row, 3));
    }

    private void byIds(Collection<String> wanted, String more, RowAction action) {
        List<String> all = wanted.stream().filter(ids::possible).toList();
        for (int from = 0; from < all.size(); from += LOOKED_UP) {
            List<String> some = all.subList(from, Math.min(all.size(), from + LOOKED_UP));
            String marks = String.join(", ", Collections.nCopies(some.size(), "?"));
            asked(c -> {
                try (PreparedStatement statement =
                        c.prepareStatement("SELECT " + columns.id().sql() + more + " FROM " + columns.from() + " WHERE "
                                + columns.id().sql() + " IN (" + marks + ")")) {
                    for (int i = 0; i < some.size(); i++) {
                        ids.set(statement, i + 1, some.get(i));
                    }
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            action.take(rows);
                        }
                    }
                    return null;
                }
            });
        }
    }

    private String between() {
        String time = columns.time().sql();
        return time + " >= ? AND " + time + " < ?";
    }

    private PreparedStatement prepared(Connection c, String text, Range range) throws SQLException {
        PreparedStatement statement = c.prepareStatement(text);
        statement.setFetchSize(FETCH_ROWS);
        bound(statement, range);
        return statement;
    }

    private int bound(PreparedStatement statement, Range range) throws SQLException {
        setTime(statement, 1, range.fromMicros());
        setTime(statement, 2, range.toMicros());
        return 3;
    }

    private void setTime(PreparedStatement statement, int at, long micros) throws SQLException {
        if (columns.time().zoned()) {
            statement.setObject(at, Times.instant(micros).atOffset(ZoneOffset.UTC));
        } else {
            statement.setObject(at, Times.local(micros));
        }
    }

    private interface RowAction {
        void take(ResultSet row) throws SQLException;
    }

    private void query(String text, RowAction action) {
        asked(c -> {
            try (PreparedStatement statement = c.prepareStatement(text)) {
                statement.setFetchSize(FETCH_ROWS);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        action.take(rows);
                    }
                }
                return null;
            }
        });
    }

    private interface Asking<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T asked(Asking<T> asking) {
        try {
            return asking.of(connection);
        } catch (SQLException e) {
            throw JdbcErrors.of(address, e);
        }
    }
}
