package io.pipit.jobs.maintenance;

import java.util.Map;
import java.util.Set;

/** The work of one task. */
@FunctionalInterface
public interface MaintenanceWork {
    /**
     * Does it, to the end or as far as it may.
     *
     * @param tables the tables to look at; all when empty
     * @param runId of the run
     * @param stop asks it to leave the rest
     * @return what was done, by name
     */
    Map<String, Long> run(Set<String> tables, String runId, StopSign stop);
}
