package io.pipit.batch.copy;

import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.project.CopyPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides on the coverage found at commit whether the run may go in: once by its id, once by its key, and only as the next run after the
 * one that the pinned snapshot had. No other feed's coverage is moved; of other copies whose rows a run replaces it says that they are gone,
 * so that their keys count no more.
 */
final class CopyCommit implements CoveragePlan {
    private final CopySpec spec;
    private final Coverage atEdge;
    private final long nowMillis;
    private final List<LakeFile> files;
    private final Optional<CopyCoverage.Basis> basis;

    /**
     * Of a run.
     *
     * @param atEdge the coverage of the target when it was pinned
     * @param files that it has written
     * @param basis where the target is kept fresh from the result
     */
    CopyCommit(
            CopySpec spec, Coverage atEdge, long nowMillis, List<LakeFile> files, Optional<CopyCoverage.Basis> basis) {
        this.spec = spec;
        this.atEdge = atEdge;
        this.nowMillis = nowMillis;
        this.files = List.copyOf(files);
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
        if (held.numberOfRun(spec.runId()).isPresent()) {
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
        if (nextNumber(spec, current) != nextNumber(spec, atEdge)) {
            return new Decision(Verdict.CONFLICT, null);
        }
        return new Decision(Verdict.COMMIT, after(current));
    }

    /** A coverage with the run. */
    Coverage after(Coverage current) {
        CopyCoverage held = current.copies().get(spec.feed());
        CopyCoverage run = CopyCoverage.following(
                        held, spec.runId(), spec.runKey(), PositionVector.parse(spec.edge()), nowMillis)
                .wrote(rows(files), bytes(files))
                .with(basis);
        return spec.mode() == CopyPlan.Mode.REPLACE
                ? withoutOthers(current)
                        .withCopy(
                                spec.feed(),
                                run.replacing(
                                        TemplateParameters.of(spec.parameters()).text()))
                : current.withCopy(spec.feed(), run);
    }

    /** The rows of all runs that the edge had are replaced. */
    private Coverage withoutOthers(Coverage current) {
        Coverage left = current;
        for (Map.Entry<String, CopyCoverage> copy : current.copies().entrySet()) {
            CopyCoverage gone = atEdge.copies().get(copy.getKey());
            if (gone != null) {
                left = left.withCopy(copy.getKey(), copy.getValue().without(gone.number()));
            }
        }
        return left;
    }

    static long rows(List<LakeFile> files) {
        return files.stream().mapToLong(LakeFile::rows).sum();
    }

    static long bytes(List<LakeFile> files) {
        return files.stream().mapToLong(LakeFile::bytes).sum();
    }
}
