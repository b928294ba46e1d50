package io.pipit.batch.populate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a new view for a table that others fill already: they are written while the former version is live, and committed when the new
 * one takes its place. Until then they are files that a note beside the table names.
 *
 * @param feed of the view
 * @param files with its rows
 * @param covered what they account for
 */
public record LateRows(String feed, List<LakeFile> files, Coverage covered) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<LakeFile>> FILES = new TypeReference<>() {};

    /** Copies the list. */
    public LateRows {
        files = List.copyOf(files);
    }

    /** What a filling noted; empty when the table had the view's rows already. */
    public static Optional<LateRows> find(LakeTable table, String run, String feed) {
        return table.notes().find(name(run, feed)).map(LateRows::parse);
    }

    void note(LakeTable table, String run) {
        try {
            String text = JSON.writeValueAsString(List.of(feed, covered.toText(), JSON.writeValueAsString(files)));
            table.notes().put(name(run, feed), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LateRows parse(byte[] text) {
        try {
            List<String> parts = JSON.readValue(text, new TypeReference<List<String>>() {});
            return new LateRows(parts.get(0), JSON.readValue(parts.get(2), FILES), Coverage.parse(parts.get(1)));
        } catch (IOException e) {
            throw new IllegalStateException("A note of a filling is damaged.", e);
        }
    }

    private static String name(String run, String feed) {
        return "late-" + run + "-" + Integer.toHexString(feed.hashCode()) + ".json";
    }

    /** Commits them, once. */
    public void commit(LakeTable table) {
        CoveragePlan once = current -> current.hasAnyOf(covered)
                ? new Decision(Verdict.ALREADY_DONE, null)
                : new Decision(Verdict.COMMIT, current.and(covered));
        table.commit(new TableChange(files, List.of(), once, "populate:" + feed));
    }

    /** Takes them out again, for a switch that did not come. */
    public void undo(LakeTable table) {
        CoveragePlan back = current -> current.hasAnyOf(covered)
                ? new Decision(Verdict.COMMIT, current.without(covered))
                : new Decision(Verdict.ALREADY_DONE, null);
        table.commit(
                new TableChange(List.of(), files.stream().map(LakeFile::path).toList(), back, "undo:" + feed));
    }
}
