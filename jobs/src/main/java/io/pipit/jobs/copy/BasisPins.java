package io.pipit.jobs.copy;

import io.pipit.core.block.Feed;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the snapshot of a source from expiry from which a copy's target is kept fresh, until the next run. */
public final class BasisPins {
    private static final Logger LOG = LoggerFactory.getLogger(BasisPins.class);

    private BasisPins() {}

    /** Whether a tag is one that no copy of a plan needs. */
    public static boolean needless(Plan plan, String tag) {
        if (!tag.startsWith(CopyCoverage.Basis.TAG)) {
            return false;
        }
        CopyPlan copy = plan.copies().get(tag.substring(CopyCoverage.Basis.TAG.length()));
        return copy == null || copy.lambda().isEmpty();
    }

    /** Moves the tag to the snapshot that the run in the target has read. Without it the target is as fresh as its last run. */
    static void keep(Lake lake, Plan plan, CopyRun run) {
        if (plan.copies().get(run.pipe()).lambda().isEmpty()) {
            return;
        }
        try {
            Optional<CopyCoverage> held = lake.find(run.target())
                    .map(table -> table.refresh().coverage().copies().get(Feed.copy(run.pipe())));
            held.flatMap(CopyCoverage::basis)
                    .filter(basis -> basis.snapshot() >= 0)
                    .ifPresent(basis -> lake.find(basis.source())
                            .ifPresent(table -> table.tag(CopyCoverage.Basis.TAG + run.pipe(), basis.snapshot())));
        } catch (PipitException e) {
            LOG.warn("What the copy {} has read is not kept until its next run: {}", run.pipe(), e.getMessage());
        }
    }
}
