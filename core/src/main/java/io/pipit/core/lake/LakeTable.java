package io.pipit.core.lake;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One table of the lake. Thread-safe. */
public final class LakeTable {
    LakeTable() {}

    /** Its name. */
    public String name() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Refreshes from the catalog and returns the current snapshot. */
    public TableState refresh() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The snapshot of this id, when it has not expired. */
    public Optional<TableState> at(long snapshotId) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Writes the rows of a query as sorted Parquet files with the table's field ids, one for each partition value. The query
     * yields the hidden columns and the columns of the table, by name. Nothing is committed.
     */
    public List<LakeFile> write(EngineSession session, TableSpec spec, String query) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * The engine's text that reads files of this table: a parenthesised SELECT of the hidden columns and the columns of the table
     * in storage types; zero files give an empty relation of the same shape.
     */
    public String scanSql(TableSpec spec, List<TableState.StoredFile> files) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * The one commit function (rule 1). Re-reads coverage, applies the change, and commits with a validation that coverage is
     * still what was read; retried while others commit in between.
     *
     * @param change what to add, remove and cover
     * @return DONE, ALREADY_DONE when the change finds itself in the coverage, or CONFLICT when it does not fit it
     * @throws io.pipit.core.error.PipitException {@code CATALOG_UNAVAILABLE} when the catalog fails and the commit surely did
     *     not happen or could not be found out
     */
    public CommitResult commit(TableChange change) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Keeps a snapshot from expiry under a name. */
    public void tag(String name, long snapshotId) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Removes a tag, if it is there. */
    public void untag(String name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * A change of a table.
     *
     * @param add files to add
     * @param remove paths of files to remove; if one is no longer in the table the change is a CONFLICT
     * @param plan from the coverage that is there to what the commit does
     * @param author for the summary, for instance {@code speed} or {@code copy:snapshot}
     */
    public record TableChange(List<LakeFile> add, List<String> remove, CoveragePlan plan, String author) {}

    /** Decides on the coverage that is there. */
    @FunctionalInterface
    public interface CoveragePlan {
        /** What to do. */
        Decision decide(Coverage current);

        /** Carries coverage on unchanged, for compaction and the like. */
        static CoveragePlan carry() {
            return current -> new Decision(Verdict.COMMIT, current);
        }

        /** Sets what the operator makes of the current one. */
        static CoveragePlan set(UnaryOperator<Coverage> change) {
            return current -> new Decision(Verdict.COMMIT, change.apply(current));
        }
    }

    /** What a coverage plan decides. */
    public enum Verdict {
        COMMIT,
        ALREADY_DONE,
        CONFLICT
    }

    /** The verdict with the coverage to commit (null unless COMMIT). */
    public record Decision(Verdict verdict, Coverage coverage) {}

    /** How a commit ended: the state that is there now. */
    public record CommitResult(Verdict verdict, TableState state) {}
}
