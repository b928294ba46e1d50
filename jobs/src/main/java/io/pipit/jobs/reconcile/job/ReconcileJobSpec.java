package io.pipit.jobs.reconcile.job;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.compare.Range;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Everything a comparison needs to know, as plain values that travel in the job.
 *
 * @param project is compiled again where the job runs
 * @param lake the catalog
 * @param request what is compared
 * @param snapshot of the data source, which has everything that was accepted when the comparison began; -1 for one without any rows
 * @param position that the snapshot accounts for, see {@code PositionVector.toText}
 * @param repairs when runs have put rows in
 * @param again ids that are looked at once more; null for a first look at all of the range
 * @param engine bounds of the engine
 */
public record ReconcileJobSpec(
        ProjectFiles project,
        LakeConfig lake,
        ReconcileRequest request,
        long snapshot,
        String position,
        List<Range> repairs,
        Doubtful again,
        EngineBounds engine)
        implements Serializable {
    /** Copies the list. */
    public ReconcileJobSpec {
        repairs = List.copyOf(repairs);
    }

    /** What seemed to be wrong at the first look. */
    record Doubtful(List<String> missing, List<String> differing) implements Serializable {
        Doubtful {
            missing = List.copyOf(missing);
            differing = List.copyOf(differing);
        }

        boolean isEmpty() {
            return missing.isEmpty() && differing.isEmpty();
        }
    }

    Optional<Doubtful> secondLook() {
        return Optional.ofNullable(again);
    }
}
