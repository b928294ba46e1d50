package io.pipit.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What copies and deletions had done to tables when their rows were read: whoever made something of these rows can see whether it still
 * stands. What comes from the logs does not matter, it is read from there.
 */
final class ReadRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> changes = new TreeMap<>();

    /** Of tables at snapshots. */
    static ReadRows at(Lake lake, Map<String, Long> snapshots) {
        ReadRows read = new ReadRows();
        snapshots.forEach((table, snapshot) -> lake.find(table)
                .flatMap(t -> t.at(snapshot))
                .ifPresent(state -> read.changes.put(table, changes(state))));
        return read;
    }

    /** Of a table as it is now. */
    static ReadRows now(LakeTable table) {
        ReadRows read = new ReadRows();
        read.changes.put(table.name(), changes(table.refresh()));
        return read;
    }

    /** Reads {@link #toText()}. */
    static ReadRows parse(String text) {
        try {
            ReadRows read = new ReadRows();
            read.changes.putAll(JSON.readValue(text, new TypeReference<Map<String, String>>() {}));
            return read;
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "A table does not say what it was filled from: " + text, e);
        }
    }

    /** The form in which it is kept. */
    String toText() {
        try {
            return JSON.writeValueAsString(changes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(ReadRows more) {
        changes.putAll(more.changes);
    }

    /** Whether nothing has been copied into these tables or deleted from them since. */
    boolean unchanged(Lake lake) {
        return changed(lake, UnaryOperator.identity()).isEmpty();
    }

    /**
     * The same as an error.
     *
     * @param called the name that a table has in the lake by now
     */
    void refuseChanged(Lake lake, UnaryOperator<String> called) {
        changed(lake, called).ifPresent(table -> {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "Rows of '" + table + "' were copied or deleted while other tables were made of them."
                            + " Nothing was changed; deploy again.");
        });
    }

    private Optional<String> changed(Lake lake, UnaryOperator<String> called) {
        return changes.entrySet().stream()
                .filter(e -> lake.find(called.apply(e.getKey()))
                        .map(LakeTable::refresh)
                        .filter(state -> changes(state).equals(e.getValue()))
                        .isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String changes(TableState state) {
        return state.coverage().copies().toString();
    }
}
