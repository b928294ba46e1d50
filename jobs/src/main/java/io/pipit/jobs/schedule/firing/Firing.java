package io.pipit.jobs.schedule.firing;

import java.time.Instant;
import java.util.List;

/**
 * One time of a schedule, and what became of it.
 *
 * @param schedule its id
 * @param at the time
 * @param previous the time of the firing before it that ran; what has come since is this one's
 * @param notBefore when the next try may begin
 * @param attempts tries so far
 * @param run that the last try started, or the empty text
 * @param owner the process that follows the run
 * @param leaseUntil until when nobody else does
 * @param again whether it may have been done before, since somebody asks for it or the clock was ahead: its rows take the place of those
 * @param told whether somebody was told that it is late
 * @param covers how many missed firings it stands for
 * @param parents ids of the schedules whose firings of the same time have to be done well before
 * @param note what there is to say
 */
public record Firing(
        String schedule,
        Instant at,
        Instant previous,
        State state,
        Instant notBefore,
        int attempts,
        String run,
        String owner,
        Instant leaseUntil,
        boolean again,
        boolean told,
        int covers,
        List<String> parents,
        String note,
        Instant startedAt,
        Instant endedAt) {
    /** How far a firing is. */
    public enum State {
        /** Others have to end first. */
        BLOCKED,
        /** It may begin. */
        WAITING,
        WORKING,
        DONE,
        /** All tries have failed. */
        FAILED,
        /** It was not done at its time, and will not be. */
        MISSED,
        /** One that it had to wait for has failed. */
        SKIPPED,
        /** It was done while the clock was ahead, before its time. */
        EARLY;

        boolean ended() {
            return this != BLOCKED && this != WAITING && this != WORKING;
        }
    }

    /** Copies the list. */
    public Firing {
        parents = List.copyOf(parents);
    }
}
