package io.pipit.core.project;

import io.pipit.core.project.lambda.LambdaPlan;
import java.util.Optional;

/**
 * A copy pipe.
 *
 * @param pipe its name; its feed is {@code Feed.copy(pipe)}
 * @param target the table it writes to
 * @param mode append or replace
 * @param schedule a cron line as written, or the empty text for on demand
 * @param lambda how the target is kept fresh between the runs, where it is; the mode is replace then
 */
public record CopyPlan(String pipe, String target, Mode mode, String schedule, Optional<LambdaPlan> lambda) {
    /** What happens with the rows that are there. */
    public enum Mode {
        APPEND,
        REPLACE
    }

    /** A copy whose target is as fresh as its last run. */
    public CopyPlan(String pipe, String target, Mode mode, String schedule) {
        this(pipe, target, mode, schedule, Optional.empty());
    }
}
