package io.pipit.jobs.deploy;

import io.pipit.jobs.plan.FillProgress;
import java.util.Optional;

/**
 * Tables that are being filled.
 *
 * @param name of the view, or the id of the deployment
 * @param sinceMillis when it began
 * @param fill how far the job is, while there is one
 */
public record Underway(Kind kind, String name, long sinceMillis, Optional<FillProgress> fill) {
    /** What it is for. */
    public enum Kind {
        /** The rows of a view are made once more. */
        POPULATE,
        /** Another version of the project is filled beside the live one. */
        DEPLOYMENT
    }
}
