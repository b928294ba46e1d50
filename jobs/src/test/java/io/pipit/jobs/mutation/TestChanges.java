package io.pipit.jobs.mutation;

import io.pipit.batch.EngineBounds;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.queue.SnapshotNotices;
import io.pipit.jobs.queue.TableReaders;
import java.time.Clock;
import java.time.Duration;

/** Changes of rows in a stack, as a server has them. */
public final class TestChanges {
    private TestChanges() {}

    /** Nobody reads while they work. */
    public static RowChanges of(JobsStack stack) {
        return of(stack, new ChangeStore(stack.database()), TableReaders.NONE);
    }

    /** They are done once the speed layer's replicas have them. */
    public static RowChanges seenByJoins(JobsStack stack) {
        return of(stack, new ChangeStore(stack.database()), new SnapshotNotices(stack.logs, stack.lake));
    }

    /** They fetch files as the test says. */
    public static RowChanges of(JobsStack stack, FileWork files) {
        return of(stack, new ChangeStore(stack.database()), files, TableReaders.NONE);
    }

    /** With a store and readers of the test. */
    public static RowChanges of(JobsStack stack, ChangeStore store, TableReaders readers) {
        return of(stack, store, FileWork.NONE, readers);
    }

    private static RowChanges of(JobsStack stack, ChangeStore store, FileWork files, TableReaders readers) {
        return new RowChanges(
                store,
                attempt(stack),
                files,
                new Rollbacks(stack.lake, stack.history),
                stack::plan,
                readers,
                Clock.systemUTC());
    }

    /** What tries one. */
    public static ChangeAttempt attempt(JobsStack stack) {
        EdgeFinder edges = new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60));
        return new ChangeAttempt(stack.cluster, stack.lakeConfig, edges, new EngineBounds(1, 128 << 20));
    }
}
