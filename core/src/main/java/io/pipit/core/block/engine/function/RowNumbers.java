package io.pipit.core.block.engine.function;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;

/**
 * Numbers rows on all threads at once: {@code pipit_number(count)} gives each row a number that no other row has for the same count, from 0
 * on, each of them once. The engine's own ways number rows one after the other: {@code row_number() OVER ()} and {@code nextval} keep
 * everything between them and the nearest sort or group on one thread.
 */
final class RowNumbers {
    /** {@code pipit_number(count)}: a signed integer of 64 bits. */
    static final String NUMBER = "pipit_number";

    private final Map<Long, AtomicLong> counts = new ConcurrentHashMap<>();

    /** Makes the function known to the instance behind a connection. */
    void register(Connection connection) throws SQLException {
        try (DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
            function.withName(NUMBER)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withReturnType(DuckDBColumnType.BIGINT)
                    .withVolatile()
                    .withVectorizedFunction((in, out) -> {
                        long rows = in.rowCount();
                        if (rows == 0) {
                            return;
                        }
                        long first = next(in.vector(0).getLong(0), rows);
                        for (long row = 0; row < rows; row++) {
                            out.setLong(row, first + row);
                        }
                    })
                    .register(connection);
        }
    }

    private long next(long count, long rows) {
        return counts.computeIfAbsent(count, c -> new AtomicLong()).getAndAdd(rows);
    }
}
