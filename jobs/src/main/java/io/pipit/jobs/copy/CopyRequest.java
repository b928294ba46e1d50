package io.pipit.jobs.copy;

import io.pipit.core.project.CopyPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for a run of a copy pipe.
 *
 * @param pipe the copy pipe
 * @param parameters of its template
 * @param mode instead of the pipe's own
 * @param runKey under which the run is counted once
 * @param firing the time for which a schedule asked
 */
public record CopyRequest(
        String pipe,
        Map<String, List<String>> parameters,
        Optional<CopyPlan.Mode> mode,
        Optional<String> runKey,
        Optional<Instant> firing) {
    /** Copies the parameters. */
    public CopyRequest {
        parameters = Map.copyOf(parameters);
    }

    /** As the pipe says, now. */
    public static CopyRequest of(String pipe) {
        return new CopyRequest(pipe, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** For a firing of the pipe's schedule. */
    public static CopyRequest scheduled(String pipe, Instant firing) {
        return new CopyRequest(pipe, Map.of(), Optional.empty(), Optional.empty(), Optional.of(firing));
    }
}
