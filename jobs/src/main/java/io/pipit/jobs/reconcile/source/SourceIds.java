package io.pipit.jobs.reconcile.source;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;

/** Ids as texts, and as the database has them. */
final class SourceIds {
    private final SourceColumns.Typed column;

    SourceIds(SourceColumns.Typed column) {
        this.column = column;
    }

    /** In the type that the column has, so that its index is used. */
    void set(PreparedStatement statement, int at, String id) throws SQLException {
        switch (column.type()) {
            case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT ->
                statement.setLong(at, Long.parseLong(id));
            case Types.NUMERIC, Types.DECIMAL -> statement.setBigDecimal(at, new BigDecimal(id));
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR -> statement.setString(at, id);
            default -> {
                if (uuid()) {
                    statement.setObject(at, UUID.fromString(id));
                } else {
                    statement.setObject(at, id, Types.OTHER);
                }
            }
        }
    }

    /** What cannot be an id of the database is not there. */
    boolean possible(String id) {
        try {
            switch (column.type()) {
                case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT -> Long.parseLong(id);
                case Types.NUMERIC, Types.DECIMAL -> new BigDecimal(id);
                default -> {
                    if (uuid()) {
                        UUID.fromString(id);
                    }
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean uuid() {
        return column.typeName().equals("uuid");
    }
}
