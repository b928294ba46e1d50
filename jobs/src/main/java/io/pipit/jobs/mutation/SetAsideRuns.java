package io.pipit.jobs.mutation;

import io.pipit.batch.mutate.SetAsideReplay;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;

/** What is particular to running views again on blocks that were set aside. */
final class SetAsideRuns {
    private SetAsideRuns() {}

    /**
     * Refuses a data source whose blocks cannot be run again.
     *
     * @throws PipitException {@code INVALID_PARAMETER} with the reason
     */
    static void check(Plan plan, String table) {
        SetAsideReplay.obstacle(plan, table).ifPresent(why -> {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "Blocks of '" + table + "' cannot be run again: " + why
                            + ". Deploy a view whose SQL takes them: it is filled anew, from all rows.");
        });
    }

    /** Whether a change was at work when its process died: blocks are set aside that take processes down. */
    static boolean fatal(RowChange change) {
        return change.kind() == RowChange.Kind.SET_ASIDE && change.state() == RowChange.State.WORKING;
    }

    /** Such a one is not taken up: it would take down the next process, too. */
    static RowChange ended(RowChange change, long nowMillis) {
        return change.failed(
                ErrorCode.COPY_FAILED,
                "The process ended while views ran again on blocks that were set aside. It is not done again by itself,"
                        + " since a block may have done that. Blocks that views had taken are counted, once; 'pipit"
                        + " datasource set-aside' lists the others.",
                nowMillis);
    }

    static RowChange.Result result(SetAsideReplay.Outcome done) {
        return new RowChange.Result(done.closed(), done.rows(), done.left(), "", "");
    }
}
