package io.pipit.jobs.copy;

import java.util.List;
import java.util.Map;

/** Knows the runs whose rows are in the target of a copy, or will be there when another run begins. */
interface EarlierRuns {
    /**
     * An earlier run.
     *
     * @param pipe whose run it was
     * @param name for people
     * @param parameters of its template
     * @param whole whether surely all its rows are there
     */
    record Earlier(String pipe, String name, Map<String, List<String>> parameters, boolean whole) {}

    /**
     * Those of the same copy under other keys, or without one, and of any copy that has replaced all rows; none where the run adds
     * nothing.
     */
    List<Earlier> before(CopyRun run);
}
