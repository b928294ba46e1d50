package io.pipit.core.block.engine.function;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBScalarFunctionBuilder;

/** Registers the functions that are written in Java with an instance of the engine; all its connections see them. */
public final class EngineFunctions {
    /** {@code pipit_text(operation, text, ...)}: a text. */
    public static final String TEXT = "pipit_text";
    /** {@code pipit_hash(operation, text, ...)}: an unsigned integer of 64 bits. */
    public static final String HASH = "pipit_hash";
    /** {@code pipit_number(count)}: another integer for each row of the same count, from 0 on, in no order. */
    public static final String NUMBER = RowNumbers.NUMBER;

    /**
     * {@code pipit_utc(wall, zone)}: the first of two instants; in a gap, that of the clock before it was put forward. {@code
     * pipit_float(x)}: a float as the dialect prints it. {@code pipit_integer(text)}: the text itself, an error unless it is an integer;
     * a cast fails and not {@code error()}, which {@code TRY} refuses. {@code pipit_ipv4(address)}: its number. {@code
     * pipit_map(entries)}: a map of structs {@code k, v}, in which the first value of a key counts;
     * {@code pipit_map_of(keys, values)}: the same of two lists.
     */
    private static final List<String> MACROS = List.of(
            "CREATE MACRO pipit_utc(wall, zone) AS CASE WHEN ((wall AT TIME ZONE zone) AT TIME ZONE zone) <> wall "
                    + "OR (((wall AT TIME ZONE zone) - to_hours(1)) AT TIME ZONE zone) = wall "
                    + "THEN ((wall AT TIME ZONE zone) AT TIME ZONE 'UTC') - to_hours(1) "
                    + "ELSE (wall AT TIME ZONE zone) AT TIME ZONE 'UTC' END",
            "CREATE MACRO pipit_float(x) AS CASE WHEN abs(x) >= 1e-3 AND abs(x) < 1e15 "
                    + "THEN regexp_replace(CAST(x AS VARCHAR), '\\.0$', '') ELSE pipit_text('float', CAST(x AS VARCHAR)) END",
            "CREATE MACRO pipit_ipv4(a) AS TRY_CAST(split_part(a, '.', 1) AS UBIGINT) * 16777216 "
                    + "+ TRY_CAST(split_part(a, '.', 2) AS UBIGINT) * 65536 "
                    + "+ TRY_CAST(split_part(a, '.', 3) AS UBIGINT) * 256 + TRY_CAST(split_part(a, '.', 4) AS UBIGINT)",
            "CREATE MACRO pipit_map(e) AS CASE WHEN len(list_distinct(list_transform(e, lambda x: x.k))) = len(e) "
                    + "THEN map_from_entries(e) ELSE map_from_entries(list_filter(e, lambda x, i: "
                    + "list_position(list_transform(e, lambda y: y.k), x.k) = i)) END",
            "CREATE MACRO pipit_map_of(k, v) AS CASE WHEN len(list_distinct(k)) = len(k) THEN map(k, v) "
                    + "ELSE pipit_map(list_transform(list_zip(k, v), lambda z: {'k': z[1], 'v': z[2]})) END",
            "CREATE MACRO pipit_integer(t) AS CASE WHEN regexp_full_match(t, '[+-]?[0-9]+') OR t IS NULL THEN t "
                    + "ELSE CAST(CAST('The text \"' || t || '\" is not an integer' AS HUGEINT) AS VARCHAR) END");

    private final Map<String, TextOperation> texts = new HashMap<>();
    private final Map<String, HashOperation> hashes = new HashMap<>();

    /** All operations. */
    public EngineFunctions() {
        HashOperations.register(hashes, texts);
        TextOperations.register(hashes, texts);
        EncodingOperations.register(hashes, texts);
        TimeFormats.register(hashes, texts);
        NumberOperations.register(texts);
        UrlOperations.register(texts);
        JsonOperations.register(texts);
        AddressOperations.register(texts);
        EventOperations.register(texts);
        GeoHash.register(texts);
        NgramDistance.register(texts);
    }

    /** Makes the functions known to the instance behind a connection. */
    public void register(Connection connection) throws SQLException {
        try (DuckDBLogicalType text = DuckDBLogicalType.of(DuckDBColumnType.VARCHAR);
                DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
            function.withName(TEXT)
                    .withVarArgs(text)
                    .withReturnType(DuckDBColumnType.VARCHAR)
                    .withVectorizedFunction((in, out) -> {
                        TextOperation operation = known(texts, in).forBlock();
                        String[] arguments = new String[(int) in.columnCount() - 1];
                        for (long row = 0; row < in.rowCount(); row++) {
                            String result = read(in, row, arguments) ? operation.apply(arguments) : null;
                            if (result == null) {
                                out.setNull(row);
                            } else {
                                out.setString(row, result);
                            }
                        }
                    })
                    .register(connection);
        }
        try (DuckDBLogicalType text = DuckDBLogicalType.of(DuckDBColumnType.VARCHAR);
                DuckDBScalarFunctionBuilder function = DuckDBFunctions.scalarFunction()) {
            function.withName(HASH)
                    .withVarArgs(text)
                    .withReturnType(DuckDBColumnType.UBIGINT)
                    .withVectorizedFunction((in, out) -> {
                        HashOperation operation = known(hashes, in);
                        String[] arguments = new String[(int) in.columnCount() - 1];
                        for (long row = 0; row < in.rowCount(); row++) {
                            if (read(in, row, arguments)) {
                                out.setUint64(row, unsigned(operation.apply(arguments)));
                            } else {
                                out.setNull(row);
                            }
                        }
                    })
                    .register(connection);
        }
        new RowNumbers().register(connection);
        new EarthFunctions().register(connection);
        try (Statement statement = connection.createStatement()) {
            for (String macro : MACROS) {
                statement.execute(macro);
            }
        }
    }

    private static <T> T known(Map<String, T> operations, DuckDBDataChunkReader in) {
        String name = in.vector(0).getString(0);
        T operation = operations.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("There is no operation '" + name + "'");
        }
        return operation;
    }

    private static boolean read(DuckDBDataChunkReader in, long row, String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (in.vector(i + 1).isNull(row)) {
                return false;
            }
            arguments[i] = in.vector(i + 1).getString(row);
        }
        return true;
    }

    private static BigInteger unsigned(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits));
    }
}
