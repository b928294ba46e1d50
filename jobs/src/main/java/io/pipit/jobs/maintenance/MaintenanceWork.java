package io.pipit.jobs.maintenance;

import java.util.Map;
import java.util.Set;

/** The work of one task. */
@FunctionalInterface
public interface MaintenanceWork {
    /**
     * Does it, to the end.
     *
     * @param tables the tables to look at; all when empty
     * @param runId of the run
     * @return what was done, by name
     */
    Map<String, Long> run(Set<String> tables, String runId);
}
