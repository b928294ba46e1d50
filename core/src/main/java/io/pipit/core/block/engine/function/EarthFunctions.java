package io.pipit.core.block.engine.function;

import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;

/** Registers {@link EarthDistance}: its arguments are numbers, which as texts would cost more than the distance. */
final class EarthFunctions {
    private static final int COORDINATES = 4;

    /** A distance of two points. */
    @FunctionalInterface
    private interface Distance {
        double between(double lon1, double lat1, double lon2, double lat2);
    }

    /** Makes {@code pipit_geo_distance, pipit_great_circle_distance, pipit_great_circle_angle} known behind a connection. */
    void register(Connection connection) throws SQLException {
        EarthDistance earth = new EarthDistance();
        register(connection, "pipit_geo_distance", earth::ellipsoid);
        register(connection, "pipit_great_circle_distance", earth::sphere);
        register(connection, "pipit_great_circle_angle", earth::angle);
    }

    private static void register(Connection connection, String name, Distance distance) throws SQLException {
        try (DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
            function.withName(name);
            for (int i = 0; i < COORDINATES; i++) {
                function.withParameter(DuckDBColumnType.DOUBLE);
            }
            function.withReturnType(DuckDBColumnType.DOUBLE)
                    .withVectorizedFunction((in, out) -> {
                        for (long row = 0; row < in.rowCount(); row++) {
                            if (complete(in, row)) {
                                out.setDouble(
                                        row,
                                        distance.between(
                                                in.vector(0).getDouble(row),
                                                in.vector(1).getDouble(row),
                                                in.vector(2).getDouble(row),
                                                in.vector(3).getDouble(row)));
                            } else {
                                out.setNull(row);
                            }
                        }
                    })
                    .register(connection);
        }
    }

    private static boolean complete(DuckDBDataChunkReader in, long row) {
        for (int i = 0; i < COORDINATES; i++) {
            if (in.vector(i).isNull(row)) {
                return false;
            }
        }
        return true;
    }
}
