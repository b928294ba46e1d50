package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
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
 * @param repetition what to do when the target has the key already
 * @param firing the time for which a schedule asked
 * @param schedule the name of that schedule, where it is not that of the pipe
 * @param insists whether rows may be added that an earlier run with other parameters has added
 */
public record CopyRequest(
        String pipe,
        Map<String, List<String>> parameters,
        Optional<CopyPlan.Mode> mode,
        Optional<String> runKey,
        Repetition repetition,
        Optional<Instant> firing,
        Optional<String> schedule,
        boolean insists) {
    /** Copies the parameters. */
    public CopyRequest {
        parameters = Map.copyOf(parameters);
    }

    /** A run that is refused where it would add rows twice. */
    public CopyRequest(
            String pipe,
            Map<String, List<String>> parameters,
            Optional<CopyPlan.Mode> mode,
            Optional<String> runKey,
            Repetition repetition,
            Optional<Instant> firing,
            Optional<String> schedule) {
        this(pipe, parameters, mode, runKey, repetition, firing, schedule, false);
    }

    /** The same, also where it adds rows that are there. */
    public CopyRequest insisting() {
        return new CopyRequest(pipe, parameters, mode, runKey, repetition, firing, schedule, true);
    }

    /** A run that no schedule of another name asks for. */
    public CopyRequest(
            String pipe,
            Map<String, List<String>> parameters,
            Optional<CopyPlan.Mode> mode,
            Optional<String> runKey,
            Repetition repetition,
            Optional<Instant> firing) {
        this(pipe, parameters, mode, runKey, repetition, firing, Optional.empty());
    }

    /** A run that is counted once under its key. */
    public CopyRequest(
            String pipe,
            Map<String, List<String>> parameters,
            Optional<CopyPlan.Mode> mode,
            Optional<String> runKey,
            Optional<Instant> firing) {
        this(pipe, parameters, mode, runKey, Repetition.NO_OP, firing);
    }

    /** As the pipe says, now. */
    public static CopyRequest of(String pipe) {
        return new CopyRequest(pipe, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** For a firing of the pipe's schedule. */
    public static CopyRequest scheduled(String pipe, Instant firing) {
        return scheduled(pipe, firing, Map.of());
    }

    /** For a firing of the pipe's schedule, with parameters. */
    public static CopyRequest scheduled(String pipe, Instant firing, Map<String, List<String>> parameters) {
        return new CopyRequest(pipe, parameters, Optional.empty(), Optional.empty(), Optional.of(firing));
    }
}
