package io.pipit.batch.mutate;

import io.pipit.batch.rewrite.RowRemoval;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.MergeSql;
import java.util.ArrayList;
import java.util.List;

/**
 * The work of one deletion: all or nothing, in one commit that carries the coverage on.
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
     * Deletes.
     *
     * @return how many rows, as queries saw them
     * @throws PipitException {@code COMMIT_CONFLICT} when the table has changed below the edge meanwhile: run again with a new edge
     */
    public long delete(TableState edge, String condition) {
        long rows = count(edge, condition);
        if (rows == 0) {
            return 0;
        }
        RowRemoval.Result removal = condition.isBlank() ? everything(edge) : removal(edge, condition);
        TableChange change = new TableChange(removal.add(), removal.remove(), CoveragePlan.carry(), "delete");
        if (table.commit(change).verdict() != Verdict.COMMIT) {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "Rows of '" + spec.name() + "' could not be deleted: its files have changed since the deletion"
                            + " began. It is done again with a new edge.");
        }
        return rows;
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

    private String translated(String condition) {
        return condition.isBlank()
                ? "true"
                : new Dialect()
                        .expression(condition, "the condition", 1, spec.columns())
                        .engineSql();
    }
}
