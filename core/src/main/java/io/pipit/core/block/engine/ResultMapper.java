package io.pipit.core.block.engine;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Turns a result set into a value; the result set is closed by the caller. */
@FunctionalInterface
public interface ResultMapper<T> {
    /** Reads what is needed. */
    T map(ResultSet result) throws SQLException;
}
