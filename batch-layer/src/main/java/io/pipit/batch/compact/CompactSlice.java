package io.pipit.batch.compact;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one job does of a run: tables in their order, until its time is over or it has read what it may. It looks at one table at least, so
 * that a run which goes on with the rest comes to an end.
 */
final class CompactSlice {
    /** Compacts a table. */
    @FunctionalInterface
    interface Work {
        /** Within so many bytes. */
        CompactOutcome compact(String table, long budgetBytes);
    }

    /** What was done, with so many tables from the first on: the others are left. */
    record Done(CompactOutcome outcome, int looked) {}

    private final CompactPolicy policy;
    private final LongSupplier nanoClock;

    CompactSlice(CompactPolicy policy, LongSupplier nanoClock) {
        this.policy = policy;
        this.nanoClock = nanoClock;
    }

    Done run(List<String> tables, Work work) {
        long begun = nanoClock.getAsLong();
        Done done = new Done(CompactOutcome.NONE, 0);
        for (String table : tables) {
            long left = policy.runBytes() - done.outcome().bytesBefore();
            boolean over = nanoClock.getAsLong() - begun >= policy.slice().toNanos();
            if (left <= 0 || over && done.looked() > 0) {
                return done;
            }
            done = new Done(done.outcome().plus(work.compact(table, left)), done.looked() + 1);
        }
        return done;
    }
}
