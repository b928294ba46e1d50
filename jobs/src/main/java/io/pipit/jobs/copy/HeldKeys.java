package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.block.Feed;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import java.util.Optional;

/** What targets hold of runs: the newest keys are in a table's coverage, older ones in the history. */
final class HeldKeys {
    private final RunHistory history;
    private final Lake lake;

    HeldKeys(RunHistory history, Lake lake) {
        this.history = history;
        this.lake = lake;
    }

    /** What the target holds of the run's pipe, read anew. */
    Optional<CopyCoverage> held(CopyRun run) {
        return lake.find(run.target())
                .map(table -> table.refresh().coverage().copies().get(Feed.copy(run.pipe())));
    }

    /** A run with the same key whose rows are in the target, unless the table was made anew since. */
    Optional<CopyRun> earlier(CopyRun run) {
        boolean counted = run.mode() == CopyPlan.Mode.APPEND || run.runKey().startsWith(RunKeys.FIRING);
        if (run.runKey().isEmpty() || !counted) {
            return Optional.empty();
        }
        boolean replacing = run.repetition() == Repetition.REPLACE_ROWS
                && (run.mode() == CopyPlan.Mode.REPLACE
                        || held(run)
                                .flatMap(held -> held.numberOf(run.runKey()))
                                .isPresent());
        if (replacing) {
            return Optional.empty(); // the job takes the rows of the former run out
        }
        long numbers = held(run).map(CopyCoverage::number).orElse(0L);
        return history.committedWithKey(run.pipe(), run.runKey()).filter(earlier -> earlier.number() <= numbers);
    }

    /** The end of a run whose key the history knows and the table's coverage has forgotten: its rows may have been folded with others. */
    CopyRun repeated(CopyRun run, CopyRun earlier, long nowMillis) {
        if (run.repetition() == Repetition.NO_OP) {
            return run.done(0, CopyRun.Written.NOTHING, earlier.edge(), note(run.runKey()), nowMillis);
        }
        return run.failed(
                ErrorCode.INVALID_PARAMETER,
                "The rows of the run with the key '" + RunKeys.shown(run.runKey()) + "' cannot be replaced any more: "
                        + CopyCoverage.REMEMBERED_KEYS
                        + " other keys have come after it. Delete the rows by a condition, and run under another key.",
                nowMillis);
    }

    /** What a run says that did nothing. */
    static String note(String key) {
        return "Nothing was added: a run with the key '" + RunKeys.shown(key) + "' is already in the target.";
    }
}
