package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.schedule.config.Schedule;
import java.util.Map;
import java.util.Optional;

/** What firings start. */
public interface FiringWork {
    /** How a run has ended. */
    record Outcome(Kind kind, String message) {
        /** The ways to end. */
        public enum Kind {
            DONE,
            FAILED,
            /** Somebody ended it. */
            CANCELLED,
            /** Nobody knows it any more: the process that worked on it has died. */
            LOST
        }
    }

    /**
     * Accepts a run. The same firing again, while its run is open or when it was done well, is the same run.
     *
     * @param parameters with the times of the firing in them
     * @return what names the run
     */
    String start(Schedule schedule, Firing firing, Map<String, String> parameters);

    /** How a run has ended; nothing while it works. */
    Optional<Outcome> outcome(String run);

    /** Ends a run as soon as may be. */
    void cancel(String run);
}
