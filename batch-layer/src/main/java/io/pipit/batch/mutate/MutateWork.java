package io.pipit.batch.mutate;

import io.pipit.batch.rewrite.RowRemoval;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.MergeSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The work of one change of rows: all or nothing, in one commit that moves no feed's coverage.
 *
 * <p>The condition is about rows as queries see them. In a table that merges, all stored rows of the sorting keys of such rows go:
 * otherwise an older version would come to light.
 */
public final class MutateWork {
    private static final String DOOMED = "doomed_keys";

    private final EngineSession session;
    private final LakeTable table;
    private final TableSpec spec;
    private final MergeSql merge = new MergeSql();
    private List<StoredFile> left = List.of();
    private Optional<ChangedRows> changed = Optional.empty();

    /** On a table. */
    public MutateWork(EngineSession session, LakeTable table, TableSpec spec) {
        this.session = session;
        this.table = table;
        this.spec = spec;
    }

    /** How many rows, as queries see them, a condition of the dialect is true for. */
    public long count(TableState edge, String condition) {
        return session.queryLong(
                "SELECT count(*) FROM " + seen(edge) + " AS t WHERE (" + translated(condition) + ") IS TRUE");
    }

    /**
     * What a change did.
     *
     * @param removed how many rows went, as queries saw them
     * @param added how many rows came in their place
     * @param repeated whether an earlier try had done it; nothing was counted then
     */
    public record Outcome(long removed, long added, boolean repeated) {}

    /**
     * Changes.
     *
     * @param edge whose rows change
     * @param position what the edge accounts for
     * @throws PipitException {@code COMMIT_CONFLICT} when the table has changed below the edge meanwhile: run again with a new edge
     */
    public Outcome change(TableState edge, PositionVector position, MutateSpec.Change change) {
        left = edge.files();
        if (ChangeCommit.done(spec.name(), change.id(), table.refresh().coverage())) {
            return new Outcome(0, 0, true);
        }
        if (change.restore() != MutateSpec.Change.NO_SNAPSHOT) {
            return restore(edge, position, change);
        }
        change.add().forEach(this::check);
        if (!change.rows().isEmpty()) {
            return named(edge, position, change);
        }
        long rows = count(edge, change.condition());
        long added = change.add().stream().mapToLong(LakeFile::rows).sum();
        boolean emptying = change.condition().isBlank();
        if (rows == 0 && added == 0 && !(emptying && holdsAnything(edge))) {
            changed = Optional.of(new ChangedRows("", ""));
            return new Outcome(0, 0, false);
        }
        RowRemoval.Result removal = emptying
                ? everything(edge)
                : rows == 0 ? new RowRemoval.Result(List.of(), List.of(), 0) : removal(edge, change.condition());
        List<LakeFile> files = new ArrayList<>(removal.add());
        files.addAll(change.add());
        ChangeCommit plan = commit(edge, position, change);
        if (emptying) {
            plan.emptying();
        }
        boolean repeated = commit(new TableChange(files, removal.remove(), plan, author(change)));
        left = after(edge, removal.remove(), files);
        if (!repeated && spec.engine().kind() == EngineClause.Kind.MERGE_TREE) {
            changed = Optional.of(
                    new ChangedRows(went(edge, removal.remove(), change.condition()), scan(stored(change.add()))));
        }
        return new Outcome(rows, added, repeated);
    }

    /** Also where no rows are seen, there may be such as are deleted by their version, and keys of runs that added none. */
    private static boolean holdsAnything(TableState edge) {
        return !edge.files().isEmpty()
                || edge.coverage().copies().values().stream().anyMatch(CopyCoverage::mayHoldKeys);
    }

    private String went(TableState edge, List<String> removed, String condition) {
        List<StoredFile> files = of(edge, removed);
        return files.isEmpty()
                ? ""
                : "(SELECT * FROM " + scan(files) + " AS t WHERE (" + translated(condition) + ") IS TRUE)";
    }

    private static List<StoredFile> of(TableState edge, List<String> paths) {
        Set<String> wanted = Set.copyOf(paths);
        return edge.files().stream()
                .filter(file -> wanted.contains(file.path()))
                .toList();
    }

    private String scan(List<StoredFile> files) {
        return files.isEmpty() ? "" : table.scanSql(spec, files);
    }

    /** Takes out rows that are named by where they are from. */
    private Outcome named(TableState edge, PositionVector position, MutateSpec.Change change) {
        String condition = "(" + change.rows() + ") AND (" + translated(change.condition()) + ")";
        RowRemoval.Result removal = new RowRemoval(session, table, spec).of(edge, condition);
        if (removal.rows() == 0) {
            return new Outcome(0, 0, false);
        }
        boolean repeated = commit(
                new TableChange(removal.add(), removal.remove(), commit(edge, position, change), author(change)));
        left = after(edge, removal.remove(), removal.add());
        return new Outcome(removal.rows(), 0, repeated);
    }

    private ChangeCommit commit(TableState edge, PositionVector position, MutateSpec.Change change) {
        return new ChangeCommit(spec.name(), change.id(), position, edge.coverage(), System.currentTimeMillis());
    }

    private static String author(MutateSpec.Change change) {
        return change.restore() == MutateSpec.Change.NO_SNAPSHOT
                ? "change:" + change.id()
                : "rollback:" + change.restore();
    }

    private boolean commit(TableChange change) {
        Verdict verdict = table.commit(change).verdict();
        if (verdict == Verdict.CONFLICT) {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "Rows of '" + spec.name() + "' could not be changed: its files have changed since the change"
                            + " began. It is done again with a new edge.");
        }
        return verdict == Verdict.ALREADY_DONE;
    }

    /**
     * Files that both snapshots have stay; those that only the older one has are written anew, since whoever expires snapshots takes a
     * file that was removed once for gone.
     */
    private Outcome restore(TableState edge, PositionVector position, MutateSpec.Change change) {
        TableState wanted = table.at(change.restore())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The snapshot " + change.restore() + " of '" + spec.name()
                                + "' has expired. Nothing was changed."));
        Set<String> held = paths(edge.files());
        Set<String> kept = paths(wanted.files());
        List<StoredFile> back =
                wanted.files().stream().filter(f -> !held.contains(f.path())).toList();
        List<String> remove = edge.files().stream()
                .map(StoredFile::path)
                .filter(path -> !kept.contains(path))
                .toList();
        long before = count(edge, "");
        List<LakeFile> add =
                back.isEmpty() ? List.of() : table.write(session, spec, "SELECT * FROM " + table.scanSql(spec, back));
        ChangeCommit plan = commit(edge, position, change).rollingBackTo(wanted.coverage());
        boolean repeated = commit(new TableChange(add, remove, plan, author(change)));
        left = after(edge, remove, add);
        if (!repeated && spec.engine().kind() == EngineClause.Kind.MERGE_TREE) {
            changed = Optional.of(exchanged(scan(of(edge, remove)), scan(stored(add))));
        }
        return new Outcome(before, count(wanted, ""), repeated);
    }

    /** What compaction has only moved from file to file is on both sides, and did not change. */
    private static ChangedRows exchanged(String removed, String added) {
        return removed.isEmpty() || added.isEmpty()
                ? new ChangedRows(removed, added)
                : new ChangedRows(except(removed, added), except(added, removed));
    }

    private static String except(String rows, String others) {
        return "(SELECT * FROM " + rows + " EXCEPT ALL SELECT * FROM " + others + ")";
    }

    /** The files that the table holds of the edge after the change. */
    List<StoredFile> left() {
        return left;
    }

    /**
     * Rows of the table that went and came, each as a relation with hidden columns, or the empty text for none.
     */
    record ChangedRows(String went, String came) {}

    /** What changed; empty when that cannot be told any more, since an earlier try had done it, or since the table merges rows. */
    Optional<ChangedRows> changed() {
        return changed;
    }

    private static List<StoredFile> after(TableState edge, List<String> removed, List<LakeFile> added) {
        List<StoredFile> files = new ArrayList<>(edge.files());
        files.removeIf(file -> removed.contains(file.path()));
        files.addAll(stored(added));
        return files;
    }

    static List<StoredFile> stored(List<LakeFile> files) {
        return files.stream()
                .map(file -> new StoredFile(file.path(), file.rows(), file.bytes(), 0, ""))
                .toList();
    }

    private static Set<String> paths(List<StoredFile> files) {
        return files.stream().map(StoredFile::path).collect(Collectors.toSet());
    }

    private void check(LakeFile file) {
        if (!table.has(file)) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The rows that were to replace those of '" + spec.name() + "' are gone: the data source was made"
                            + " anew, or they were written too long ago. Nothing was changed; send the file again.");
        }
    }

    private static RowRemoval.Result everything(TableState edge) {
        return new RowRemoval.Result(edge.files().stream().map(StoredFile::path).toList(), List.of(), edge.rows());
    }

    private RowRemoval.Result removal(TableState edge, String condition) {
        EngineClause.Kind kind = spec.engine().kind();
        if (kind == EngineClause.Kind.MERGE_TREE || kind == EngineClause.Kind.NULL) {
            return new RowRemoval(session, table, spec).of(edge, translated(condition));
        }
        if (spec.sortingKey().isEmpty()) {
            return everything(edge); // all stored rows are one row, and the condition is true for it
        }
        String key = key();
        session.execute("CREATE OR REPLACE TEMP TABLE " + DOOMED + " AS SELECT DISTINCT " + key + " AS k FROM "
                + seen(edge) + " AS t WHERE (" + translated(condition) + ") IS TRUE");
        return new RowRemoval(session, table, spec).of(edge, key + " IN (SELECT k FROM " + DOOMED + ")");
    }

    private String key() {
        List<String> members = new ArrayList<>();
        for (SortKey member : spec.sortingKey()) {
            members.add("k" + members.size() + " := " + member.engineSql());
        }
        return "struct_pack(" + String.join(", ", members) + ")";
    }

    private String seen(TableState edge) {
        return merge.merged(spec, table.scanSql(spec, edge.files()), false);
    }

    String translated(String condition) {
        return condition.isBlank()
                ? "true"
                : new Dialect()
                        .expression(condition, "the condition", 1, spec.columns())
                        .engineSql();
    }
}
