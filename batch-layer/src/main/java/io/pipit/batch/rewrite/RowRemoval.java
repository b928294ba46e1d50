package io.pipit.batch.rewrite;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.lake.remote.FileCache.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes rows out of a snapshot of a table: files without such rows stay, the others are written again without them. Nothing is
 * committed.
 */
public final class RowRemoval {
    private static final long GROUP_BYTES = 256L << 20;

    /**
     * What a commit has to do.
     *
     * @param remove paths of files
     * @param add files in their place
     * @param rows that are taken out
     */
    public record Result(List<String> remove, List<LakeFile> add, long rows) {}

    private final EngineSession session;
    private final LakeTable table;
    private final TableSpec spec;

    /** On a table. */
    public RowRemoval(EngineSession session, LakeTable table, TableSpec spec) {
        this.session = session;
        this.table = table;
        this.spec = spec;
    }

    /**
     * Looks for the rows and writes what is left.
     *
     * @param condition of the engine, over hidden columns and columns; a row goes when it is true
     */
    public Result of(TableState state, String condition) {
        List<String> remove = new ArrayList<>();
        List<StoredFile> rewrite = new ArrayList<>();
        long rows = 0;
        for (StoredFile file : state.files()) {
            long hit = count(file, condition);
            if (hit > 0) {
                remove.add(file.path());
                rows += hit;
            }
            if (hit > 0 && hit < file.rows()) {
                rewrite.add(file);
            }
        }
        return new Result(remove, rewritten(rewrite, condition), rows);
    }

    /** How many rows would go. */
    public long count(TableState state, String condition) {
        return state.files().stream().mapToLong(file -> count(file, condition)).sum();
    }

    private long count(StoredFile file, String condition) {
        LakeScan scan = table.scan(spec, List.of(file));
        try (Lease here = scan.open()) {
            return session.queryLong("SELECT count(*) FROM " + scan.sql() + " AS t WHERE (" + condition + ") IS TRUE");
        }
    }

    private List<LakeFile> rewritten(List<StoredFile> files, String condition) {
        List<LakeFile> written = new ArrayList<>();
        try {
            List<StoredFile> group = new ArrayList<>();
            long bytes = 0;
            for (StoredFile file : files) {
                group.add(file);
                bytes += file.bytes();
                if (bytes >= GROUP_BYTES) {
                    written.addAll(write(group, condition));
                    group.clear();
                    bytes = 0;
                }
            }
            if (!group.isEmpty()) {
                written.addAll(write(group, condition));
            }
            return written;
        } catch (RuntimeException e) {
            table.discard(written);
            throw e;
        }
    }

    private List<LakeFile> write(List<StoredFile> files, String condition) {
        LakeScan scan = table.scan(spec, files);
        try (Lease here = scan.open()) {
            return table.write(
                    session, spec, "SELECT * FROM " + scan.sql() + " AS t WHERE (" + condition + ") IS NOT TRUE");
        }
    }
}
