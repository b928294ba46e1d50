package io.pipit.batch.populate;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ForwardSql;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.MergeSql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Writes the rows of a filling, or of a share of it; commits nothing. */
final class FillRows {
    private final Plan plan;
    private final PinnedRows rows;
    private final EngineSession session;
    private final Share share;
    private final MergeSql merge = new MergeSql();

    FillRows(Plan plan, PinnedRows rows, EngineSession session, Share share) {
        this.plan = plan;
        this.rows = rows;
        this.session = session;
        this.share = share;
    }

    /** Whether a table that takes over the rows of another has none yet. */
    boolean lacks(Fill fill) {
        return rows.held(fill.into()).refresh().snapshotId() < 0
                && rows.pinned(fill.table()).snapshotId() >= 0;
    }

    /** What a view has to account for that its table does not have yet. */
    Optional<FeedCoverage> lacks(Fill fill, ViewPlan view) {
        FeedCoverage log = rows.pinned(view.root()).coverage().feeds().get(Feed.log(view.root()));
        boolean there = rows.held(fill.into()).refresh().coverage().feeds().containsKey(view.feed());
        return there ? Optional.empty() : Optional.ofNullable(log);
    }

    /** The rows of a table as they are, or as those of its new version. */
    Written rebuilt(Fill fill) {
        TableSpec target = rows.table(fill.table());
        LakeTable into = rows.held(fill.into());
        if (fill.forwards()) {
            return Written.of(forwarded(fill, target, into));
        }
        return Written.of(into.write(session, target, columns(target) + rows.scan(target, own(fill))));
    }

    private List<StoredFile> own(Fill fill) {
        return share.of(rows.pinned(fill.table()).files());
    }

    /** The rows of a view. */
    Written ofView(Fill fill, ViewPlan view, FeedCoverage log) {
        TableSpec target = plan.table(view.target()).orElseThrow();
        LakeTable into = rows.held(fill.into());
        ViewRows made = rows.rows(view);
        List<LakeFile> files = made.written(() -> made.together(target, log, share, rows::accepted)
                .flatMap(rowsOfAll -> inMemory(() -> into.write(session, target, rowsOfAll)))
                .orElseGet(() -> folded(into, target, "(" + made.withDefaults(target) + ")")));
        return new Written(files, made.setAside(log));
    }

    /** Partial rows of all blocks become as few as compaction would make of them: most of the cost is that of writing rows. */
    private List<LakeFile> folded(LakeTable into, TableSpec target, String made) {
        boolean groups = target.engine().kind() == EngineClause.Kind.AGGREGATING
                || target.engine().kind() == EngineClause.Kind.SUMMING;
        if (groups && merge.folds(target)) {
            String fewer = columns(target) + merge.folded(target, made);
            return inMemory(() -> into.write(session, target, fewer))
                    .orElseGet(() -> into.write(session, target, columns(target) + made));
        }
        return into.write(session, target, columns(target) + made);
    }

    /** What is written, unless memory does not suffice for it in this way. */
    private static Optional<List<LakeFile>> inMemory(Supplier<List<LakeFile>> write) {
        try {
            return Optional.of(write.get());
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static String columns(TableSpec table) {
        return "SELECT " + PinnedRows.hidden() + ", " + PinnedRows.names(table) + " FROM ";
    }

    private List<LakeFile> forwarded(Fill fill, TableSpec target, LakeTable into) {
        List<StoredFile> files = own(fill);
        try {
            return into.write(session, target, rows.forwarded(target, fill.version(), files));
        } catch (PipitException e) {
            if (e.code().kind() != ErrorKind.USER) {
                throw e;
            }
            throw new PipitException(
                    ErrorCode.QUERY_FAILED,
                    "The rows of '" + target.name() + "' cannot become those of the new version"
                            + failing(new ForwardSql(target)
                                    .probes(rows.old(target, fill.version(), files), fill.version()))
                            + ": " + e.getMessage()
                            + " Nothing was changed. Write a FORWARD_QUERY that takes such rows, for instance with"
                            + " toInt64OrZero, or delete them first.",
                    e);
        }
    }

    /** Which column does not take a row. */
    private String failing(Map<String, String> probes) {
        for (Map.Entry<String, String> probe : new TreeMap<>(probes).entrySet()) {
            try {
                session.queryLong(probe.getValue());
            } catch (PipitException e) {
                return ", column '" + probe.getKey() + "'";
            }
        }
        return "";
    }
}
