package io.pipit.core.block.engine;

import io.pipit.core.block.arrow.IpcBatches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/** Sorts rows into groups that one stream can carry: of one feed, with the same columns. */
final class RowGroups {
    /** Rows of one feed with the same columns. */
    record Group(String feed, boolean carriesIdentity, Schema schema, List<SourceRows> rows) {}

    private record Kind(String feed, boolean carriesIdentity, Schema schema) {}

    private RowGroups() {}

    /** The groups, in the order of their first rows; sources without rows are left out. */
    static List<Group> of(List<SourceRows> sources) {
        IpcBatches.Schemas schemas = new IpcBatches.Schemas();
        Map<Kind, List<SourceRows>> groups = new LinkedHashMap<>();
        for (SourceRows rows : sources) {
            if (!rows.ipc().isEmpty()) {
                Kind kind = new Kind(rows.feed(), rows.carriesIdentity(), schemas.of(rows.ipc()));
                groups.computeIfAbsent(kind, k -> new ArrayList<>()).add(rows);
            }
        }
        return groups.entrySet().stream()
                .map(e -> new Group(
                        e.getKey().feed(),
                        e.getKey().carriesIdentity(),
                        e.getKey().schema(),
                        e.getValue()))
                .toList();
    }
}
