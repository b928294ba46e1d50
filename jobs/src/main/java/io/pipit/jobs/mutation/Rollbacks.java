package io.pipit.jobs.mutation;

import io.pipit.core.block.Feed;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.SnapshotInfo;
import io.pipit.core.lake.SnapshotPick;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.RunHistory;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What surrounds rollbacks: the snapshot is kept until a rollback is done, and runs whose rows went may run again under their keys.
 */
public final class Rollbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);
    private static final String PREFIX = "change-";

    private final Lake lake;
    private final RunHistory runs;

    /** In a lake. */
    public Rollbacks(Lake lake, RunHistory runs) {
        this.lake = lake;
        this.runs = runs;
    }

    /** The commits of a table, newest first; none while it does not exist. */
    public List<SnapshotInfo> history(String table) {
        return lake.find(table).map(LakeTable::history).orElse(List.of());
    }

    /**
     * The snapshot that is meant.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it is not there, or is the newest
     */
    public SnapshotInfo pick(String table, String to) {
        List<SnapshotInfo> history = history(table);
        SnapshotInfo picked = SnapshotPick.of(table, history, to);
        if (picked.id() == history.get(0).id()) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The snapshot " + picked.id() + " is the newest of '" + table
                            + "' in the lake: there is nothing to roll back.");
        }
        return picked;
    }

    /** Keeps the snapshot from expiry. */
    void begin(RowChange change) {
        lake.find(change.table())
                .ifPresent(
                        table -> table.tag(PREFIX + change.id(), change.source().snapshot()));
    }

    /** Lets runs of copies that came later run again, and the snapshot expire. */
    void done(RowChange change, Plan plan) {
        Optional<LakeTable> table = lake.find(change.table());
        Optional<TableState> restored =
                table.flatMap(held -> held.at(change.source().snapshot()));
        if (restored.isPresent()) {
            plan.copies().values().stream()
                    .filter(copy -> copy.target().equals(change.table()))
                    .forEach(copy -> {
                        CopyCoverage older = restored.get().coverage().copies().get(Feed.copy(copy.pipe()));
                        runs.forgetKeys(copy.pipe(), copy.target(), older == null ? 0 : older.number());
                    });
        }
        end(change);
    }

    /** What a change has left that failed; what belongs to a rollback that took place all the same is done. */
    Aftermath aftermath(RowChange change, Plan plan) {
        Aftermath left = Aftermath.of(lake, plan, change);
        try {
            if (left.tookPlace() && change.kind() == RowChange.Kind.ROLLBACK) {
                done(change, plan);
            }
        } catch (RuntimeException e) {
            LOG.warn("Keys of runs that a rollback of {} took may stay: {}", change.table(), e.getMessage());
        }
        end(change);
        return left;
    }

    /** Lets the snapshot expire. */
    void end(RowChange change) {
        try {
            lake.find(change.table()).ifPresent(table -> table.untag(PREFIX + change.id()));
        } catch (PipitException e) {
            LOG.warn("The tag of the rollback {} stays: {}", change.id(), e.getMessage());
        }
    }
}
