package io.pipit.jobs.copy;

import io.pipit.batch.copy.Batches;
import io.pipit.batch.copy.Repetition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.foreign.ForeignColumnsException;
import io.pipit.core.sql.TranslatedQuery;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One run of a copy pipe, as it is remembered. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names the run for ever; its commit happens once by it
 * @param pipe the copy pipe
 * @param target the table it writes
 * @param mode append or replace
 * @param parameters of the template
 * @param runKey of a run that is counted once, or the empty text
 * @param repetition what to do when the target has the key already
 * @param state how far it is
 * @param attempts tries so far
 * @param number among the runs of the pipe that the target holds, 0 where it is not one of them
 * @param rows that it wrote; {@link #UNKNOWN} where an older version committed it and nobody could note them
 * @param bytes of the files that it wrote; {@link #UNKNOWN} likewise
 * @param edge the positions it counted, or the empty text
 * @param note what there is to say: the error, or why nothing was written
 * @param errorCode of the error, or the empty text
 */
public record CopyRun(
        String id,
        String pipe,
        String target,
        CopyPlan.Mode mode,
        Map<String, List<String>> parameters,
        String runKey,
        Repetition repetition,
        State state,
        int attempts,
        long number,
        long rows,
        long bytes,
        String edge,
        String note,
        String errorCode,
        long createdAtMillis,
        long startedAtMillis,
        long endedAtMillis) {
    /** Of rows and bytes that nobody knows, which is not the same as none. */
    public static final long UNKNOWN = -1;

    /** How far a run is. */
    public enum State {
        WAITING,
        WORKING,
        /** Somebody wants it to end. */
        CANCELLING,
        DONE,
        ERROR,
        /** It was ended, and changed nothing. */
        CANCELLED
    }

    /** Copies the parameters. */
    public CopyRun {
        parameters = Map.copyOf(parameters);
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return state == State.DONE || state == State.ERROR || state == State.CANCELLED;
    }

    /** Whether it is going to do all that another one with its key would. */
    boolean standsFor(CopyRun other) {
        boolean replacesToo = repetition == other.repetition() || repetition == Repetition.REPLACE_ROWS;
        return !ended() && mode == other.mode() && replacesToo;
    }

    /** Whether it has surely put no rows into the target. */
    boolean foundNothing() {
        return state == State.DONE && rows == 0;
    }

    /**
     * A run that has just been asked for.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a name that is no copy pipe, and what is wrong with the parameters
     */
    public static CopyRun of(CopyRequest request, Plan plan, Clock clock) {
        CopyPlan copy =
                Optional.ofNullable(plan.copies().get(request.pipe())).orElseThrow(() -> unknown(request.pipe(), plan));
        CopyParameters.check(copy, request, plan);
        if (copy.lambda().isPresent() && request.mode().orElse(copy.mode()) != copy.mode()) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The copy '" + copy.pipe() + "' keeps '" + copy.target()
                            + "' fresh (COPY_MODE lambda): each run replaces it, and none can add to it. Leave --mode out.");
        }
        String key = RunKeys.of(request, copy, repeatable(copy, request.parameters(), plan));
        return asked(UUID.randomUUID().toString(), copy, request, key, clock.millis());
    }

    private static RunKeys.Repeatable repeatable(CopyPlan copy, Map<String, List<String>> parameters, Plan plan) {
        try {
            TranslatedQuery query = new PipeQueries(plan).pipe(copy.pipe(), parameters);
            Batches.of(parameters).ifPresent(batches -> batches.check(query));
            return RunKeys.repeatable(query, copy);
        } catch (ForeignColumnsException e) {
            return RunKeys.Repeatable.NO; // another database changes as it likes
        } catch (PipitException e) {
            throw CopyParameters.explained(copy, e);
        }
    }

    /** Whether another run with its parameters makes the same rows, from the same sources. */
    boolean repeatable(Plan plan) {
        CopyPlan copy = plan.copies().get(pipe);
        try {
            return copy != null && repeatable(copy, parameters, plan) == RunKeys.Repeatable.YES;
        } catch (PipitException e) {
            return false; // the template has changed since
        }
    }

    /** Its key as people know it; the empty text for none. */
    public String shownKey() {
        return RunKeys.shown(runKey);
    }

    static CopyRun asked(String id, CopyPlan copy, CopyRequest request, String runKey, long nowMillis) {
        return new CopyRun(
                id,
                copy.pipe(),
                copy.target(),
                request.mode().orElse(copy.mode()),
                request.parameters(),
                runKey,
                request.repetition(),
                State.WAITING,
                0,
                0,
                0,
                0,
                "",
                "",
                "",
                nowMillis,
                0,
                0);
    }

    /** This run with something to say, before it begins. */
    CopyRun saying(String remark) {
        return with(state, attempts, remark, errorCode, startedAtMillis, endedAtMillis);
    }

    /** This run with one more try begun. */
    CopyRun trying(long nowMillis) {
        long started = startedAtMillis == 0 ? nowMillis : startedAtMillis;
        return with(State.WORKING, attempts + 1, note, errorCode, started, 0);
    }

    /** This run, back in the queue after a failed try. */
    CopyRun again(PipitException failure) {
        return with(
                State.WAITING, attempts, failure.getMessage(), failure.code().name(), startedAtMillis, 0);
    }

    /** This run, which somebody wants to end. */
    CopyRun cancelling() {
        return with(State.CANCELLING, attempts, note, errorCode, startedAtMillis, 0);
    }

    /** This run, ended before it changed anything. */
    CopyRun cancelled(long nowMillis) {
        return with(
                State.CANCELLED, attempts, "It was cancelled; nothing was changed.", "", startedAtMillis, nowMillis);
    }

    /** This run, in the target. */
    CopyRun done(long runNumber, Written written, String countedEdge, String remark, long nowMillis) {
        long started = startedAtMillis == 0 ? nowMillis : startedAtMillis;
        return new CopyRun(
                id,
                pipe,
                target,
                mode,
                parameters,
                runKey,
                repetition,
                State.DONE,
                attempts,
                runNumber,
                written.rows(),
                written.bytes(),
                countedEdge,
                remark,
                "",
                createdAtMillis,
                started,
                nowMillis);
    }

    /** What a run has written. */
    record Written(long rows, long bytes) {
        static final Written NOTHING = new Written(0, 0);
        static final Written NOT_KNOWN = new Written(UNKNOWN, UNKNOWN);
    }

    /** This run, given up. */
    CopyRun failed(ErrorCode code, String message, long nowMillis) {
        return with(State.ERROR, attempts, message, code.name(), startedAtMillis, nowMillis);
    }

    private CopyRun with(
            State newState, int newAttempts, String newNote, String newErrorCode, long newStarted, long newEnded) {
        return new CopyRun(
                id,
                pipe,
                target,
                mode,
                parameters,
                runKey,
                repetition,
                newState,
                newAttempts,
                number,
                rows,
                bytes,
                edge,
                newNote,
                newErrorCode,
                createdAtMillis,
                newStarted,
                newEnded);
    }

    /** What is said of a copy that a plan does not have. */
    public static PipitException unknown(String pipe, Plan plan) {
        String known = plan.copies().isEmpty()
                ? " The project has no copy pipes."
                : " Copy pipes are "
                        + String.join(", ", new TreeSet<>(plan.copies().keySet())) + ".";
        return new PipitException(
                ErrorCode.UNKNOWN_RESOURCE,
                "There is no copy pipe '" + pipe + "'."
                        + NearestName.hint(pipe, plan.copies().keySet()) + known);
    }
}
