package io.pipit.jobs.deploy;

import io.pipit.jobs.plan.FillProgress;
import java.util.Optional;

/**
 * A deployment whose tables are being filled beside those that are live.
 *
 * @param name its id
 * @param sinceMillis when it began
 * @param fill how far the job is, while there is one
 */
public record Underway(String name, long sinceMillis, Optional<FillProgress> fill) {}
