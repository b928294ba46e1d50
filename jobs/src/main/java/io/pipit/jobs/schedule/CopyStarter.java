package io.pipit.jobs.schedule;

import java.time.Instant;

/** What a schedule does when its time has come. */
@FunctionalInterface
public interface CopyStarter {
    /**
     * Accepts a run of a copy pipe: when this returns, the run is remembered and will happen.
     *
     * @param pipe the copy pipe
     * @param firing the time for which it was scheduled; the same time again is the same run
     */
    void start(String pipe, Instant firing);
}
