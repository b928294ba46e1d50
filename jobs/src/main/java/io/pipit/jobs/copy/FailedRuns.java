package io.pipit.jobs.copy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Runs as they are when they have failed, with words that show no secret. */
final class FailedRuns {
    private final Supplier<Plan> plan;
    private final Clock clock;

    FailedRuns(Supplier<Plan> plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /** It failed for a reason that has a name. */
    CopyRun of(CopyRun run, PipitException failure) {
        return failed(run, failure.code(), failure.getMessage());
    }

    /** It failed for one that nobody has foreseen. */
    CopyRun unforeseen(CopyRun run, RuntimeException failure) {
        return failed(run, ErrorCode.INTERNAL, String.valueOf(failure.getMessage()));
    }

    /** Its rows are there, but its views do not have them. */
    CopyRun withoutViews(CopyRun run, List<String> views, PipitException failure) {
        String message = "The rows are in '" + run.target() + "', but its views (" + String.join(", ", views)
                + ") could not follow yet; they do with the next run of a copy into it. " + failure.getMessage();
        return failed(run, failure.code(), message);
    }

    private CopyRun failed(CopyRun run, ErrorCode code, String message) {
        return run.failed(code, plan.get().files().variables().masked(message), clock.millis());
    }
}
