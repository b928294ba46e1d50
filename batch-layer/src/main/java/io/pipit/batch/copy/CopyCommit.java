package io.pipit.batch.copy;

import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.project.CopyPlan;
import java.util.Optional;

/**
 * Decides on the coverage found at commit whether the run may go in: once by its id, once by its key, and only as the next run after the
 * one that the pinned snapshot had. No other feed's coverage is moved.
 */
final class CopyCommit implements CoveragePlan {
    private final CopySpec spec;
    private final long number;
    private final long nowMillis;
    private final Optional<CopyCoverage.Basis> basis;

    CopyCommit(CopySpec spec, long number, long nowMillis) {
        this(spec, number, nowMillis, Optional.empty());
    }

    /** Of a run whose target is kept fresh from its result. */
    CopyCommit(CopySpec spec, long number, long nowMillis, Optional<CopyCoverage.Basis> basis) {
        this.spec = spec;
        this.number = number;
        this.nowMillis = nowMillis;
        this.basis = basis;
    }

    /** The number of the next run after what a coverage holds. */
    static long nextNumber(CopySpec spec, Coverage coverage) {
        CopyCoverage held = coverage.copies().get(spec.feed());
        return held == null ? 1 : held.number() + 1;
    }

    /** Whether the coverage holds this run already, and how it got there. */
    static Optional<CopyOutcome.Verdict> done(CopySpec spec, Coverage coverage) {
        CopyCoverage held = coverage.copies().get(spec.feed());
        if (held == null) {
            return Optional.empty();
        }
        if (held.runId().equals(spec.runId())) {
            return Optional.of(CopyOutcome.Verdict.ALREADY_COMMITTED);
        }
        if (spec.repetition() == Repetition.REPLACE_ROWS) {
            return Optional.empty();
        }
        boolean keyed = spec.mode() == CopyPlan.Mode.APPEND && !spec.runKey().isEmpty();
        return keyed && held.numberOf(spec.runKey()).isPresent()
                ? Optional.of(CopyOutcome.Verdict.REPEATED_KEY)
                : Optional.empty();
    }

    @Override
    public Decision decide(Coverage current) {
        if (done(spec, current).isPresent()) {
            return new Decision(Verdict.ALREADY_DONE, null);
        }
        if (nextNumber(spec, current) != number) {
            return new Decision(Verdict.CONFLICT, null);
        }
        return new Decision(Verdict.COMMIT, after(current));
    }

    /** A coverage with the run. */
    Coverage after(Coverage current) {
        CopyCoverage held = current.copies().get(spec.feed());
        CopyCoverage run = CopyCoverage.following(
                        held, spec.runId(), spec.runKey(), PositionVector.parse(spec.edge()), nowMillis)
                .with(basis);
        return current.withCopy(spec.feed(), spec.mode() == CopyPlan.Mode.REPLACE ? run.with(run.number()) : run);
    }
}
