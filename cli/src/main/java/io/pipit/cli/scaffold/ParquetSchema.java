package io.pipit.cli.scaffold;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of a Parquet file, as the engine reads them. */
final class ParquetSchema {
    private static final long ENGINE_BYTES = 256L << 20;

    private ParquetSchema() {}

    static List<SampleColumn> of(byte[] bytes) {
        try {
            Path file = Files.createTempFile("pipit-sample", ".parquet");
            try {
                Files.write(file, bytes);
                return of(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SampleColumn> of(Path file) {
        EngineConfig config = new EngineConfig(1, ENGINE_BYTES, file.getParent());
        String sql = "DESCRIBE SELECT * FROM read_parquet('" + file.toString().replace("'", "''") + "')";
        try (Engine engine = Engine.open(config);
                EngineSession session = engine.session()) {
            return session.query(sql, rows -> {
                List<SampleColumn> columns = new ArrayList<>();
                while (rows.next()) {
                    String type = type(rows.getString(2));
                    boolean time = type.startsWith("Date");
                    columns.add(new SampleColumn(
                            rows.getString(1),
                            time || type.startsWith("Array") ? type : "Nullable(" + type + ")",
                            "",
                            time));
                }
                return columns;
            });
        }
    }

    private static String type(String engineType) {
        String type = engineType.toUpperCase(Locale.ROOT);
        if (type.endsWith("[]")) {
            return "Array(" + type(type.substring(0, type.length() - 2)) + ")";
        } else if (type.startsWith("DECIMAL")) {
            return "Decimal" + type.substring("DECIMAL".length());
        }
        return switch (type) {
            case "BOOLEAN" -> "Bool";
            case "TINYINT" -> "Int8";
            case "SMALLINT" -> "Int16";
            case "INTEGER" -> "Int32";
            case "BIGINT" -> "Int64";
            case "UTINYINT" -> "UInt8";
            case "USMALLINT" -> "UInt16";
            case "UINTEGER" -> "UInt32";
            case "UBIGINT" -> "UInt64";
            case "FLOAT" -> "Float32";
            case "DOUBLE" -> "Float64";
            case "DATE" -> "Date";
            case "TIMESTAMP_S" -> "DateTime";
            case "TIMESTAMP_MS" -> "DateTime64(3)";
            case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> "DateTime64(6)";
            case "TIMESTAMP_NS" -> "DateTime64(9)";
            case "UUID" -> "UUID";
            default -> "String";
        };
    }
}
