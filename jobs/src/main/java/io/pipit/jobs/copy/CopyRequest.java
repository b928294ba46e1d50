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

    /** As the pipe says, now. */
    public static CopyRequest of(String pipe) {
        return of(pipe, Map.of());
    }

    /** The same with parameters. */
    public static CopyRequest of(String pipe, Map<String, List<String>> parameters) {
        return new CopyRequest(
                pipe,
                parameters,
                Optional.empty(),
                Optional.empty(),
                Repetition.NO_OP,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** For a firing of the pipe's schedule, with parameters. */
    public static CopyRequest scheduled(String pipe, Instant firing, Map<String, List<String>> parameters) {
        return of(pipe, parameters).at(Optional.of(firing), Optional.empty());
    }

    /** The same in this mode, where there is one. */
    public CopyRequest in(Optional<CopyPlan.Mode> other) {
        return new CopyRequest(pipe, parameters, other, runKey, repetition, firing, schedule, insists);
    }

    /** The same under this key, where there is one. */
    public CopyRequest under(Optional<String> key) {
        return new CopyRequest(pipe, parameters, mode, key, repetition, firing, schedule, insists);
    }

    /** The same, which does this where the target has the key. */
    public CopyRequest repeating(Repetition how) {
        return new CopyRequest(pipe, parameters, mode, runKey, how, firing, schedule, insists);
    }

    /** The same for a firing of a schedule, whose name is given where it is not that of the pipe. */
    public CopyRequest at(Optional<Instant> time, Optional<String> named) {
        return new CopyRequest(pipe, parameters, mode, runKey, repetition, time, named, insists);
    }

    /** The same, also where it adds rows that are there. */
    public CopyRequest insisting() {
        return new CopyRequest(pipe, parameters, mode, runKey, repetition, firing, schedule, true);
    }
}
