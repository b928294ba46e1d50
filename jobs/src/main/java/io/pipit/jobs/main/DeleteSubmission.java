package io.pipit.jobs.main;

import io.pipit.batch.mutate.MutateSpec;
import io.pipit.core.error.Counted;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.jobs.mutation.Aftermath;
import io.pipit.jobs.mutation.ChangeAttempt;
import io.pipit.jobs.queue.TableReaders;
import java.util.UUID;

/**
 * Deletes rows without a server.
 *
 * @param readers are told what has changed: serving layers would show the rows until their next look at the catalog, and the speed job
 *     would join them for ever
 */
record DeleteSubmission(ChangeAttempt attempt, Lake lake, TableReaders readers) {
    /**
     * Returns what there is to say when the rows are gone.
     *
     * @throws PipitException why it failed, and what it has done all the same
     */
    String run(String table, String condition, MutateSpec.Views views, Plan plan) {
        String id = UUID.randomUUID().toString();
        long removed;
        try {
            removed = attempt.delete(id, table, condition, views, plan);
        } catch (PipitException e) {
            String left = Aftermath.of(lake, plan, table, id, views).text();
            throw new PipitException(e.code(), e.getMessage() + " " + left, e);
        }
        readers.catchUp(Followers.of(plan, table).changed());
        return "Deleted from " + table + ": " + Counted.of(removed, "row");
    }
}
