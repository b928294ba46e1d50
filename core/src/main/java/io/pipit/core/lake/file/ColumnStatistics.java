package io.pipit.core.lake.file;

import io.pipit.core.lake.LakeFile;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** What the engine measured while it wrote a file, by field id; of columns with plain values only. */
final class ColumnStatistics {
    private ColumnStatistics() {}

    static Map<Integer, LakeFile.ColumnStats> read(Map<?, ?> statistics, Schema schema) {
        Map<Integer, LakeFile.ColumnStats> byId = new HashMap<>();
        for (Types.NestedField field : schema.columns()) {
            // The engine quotes each member of a column's path.
            Object measured = statistics.get("\"" + field.name().replace("\"", "\"\"") + "\"");
            if (field.type().isPrimitiveType() && measured instanceof Map<?, ?> values) {
                byId.put(field.fieldId(), stats(values));
            }
        }
        return byId;
    }

    private static LakeFile.ColumnStats stats(Map<?, ?> values) {
        // A cut maximum is no bound. Values that are no numbers have no place between the bounds.
        boolean exact = "true".equals(values.get("min_is_exact"))
                && "true".equals(values.get("max_is_exact"))
                && !"true".equals(values.get("has_nan"));
        return new LakeFile.ColumnStats(
                exact ? (String) values.get("min") : null,
                exact ? (String) values.get("max") : null,
                number(values.get("null_count")),
                number(values.get("num_values")));
    }

    private static long number(Object text) {
        return text == null ? 0 : Long.parseLong(text.toString());
    }
}
