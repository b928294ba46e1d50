package io.pipit.jobs.main;

import io.pipit.batch.mutate.MutateSpec;
import io.pipit.core.error.Counted;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.jobs.mutation.ChangeAttempt;
import io.pipit.jobs.queue.TableReaders;

/**
 * Deletes rows without a server.
 *
 * @param readers are told what has changed: serving layers would show the rows until their next look at the catalog, and the speed job
 *     would join them for ever
 */
record DeleteSubmission(ChangeAttempt attempt, TableReaders readers) {
    /** Returns what there is to say when the rows are gone. */
    String run(String table, String condition, MutateSpec.Views views, Plan plan) {
        long removed = attempt.delete(table, condition, views, plan);
        readers.catchUp(Followers.of(plan, table).changed());
        return "Deleted from " + table + ": " + Counted.of(removed, "row");
    }
}
