package io.pipit.jobs.copy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.block.Feed;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import java.util.Optional;

/**
 * What targets hold of runs: the newest keys are in a table's coverage, older ones in the history. What the coverage says of the first run
 * of which there may be rows goes for both.
 */
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

    /** What the target holds of the run itself, when an earlier try of it has committed. */
    Optional<Committed> committed(CopyRun run) {
        return held(run).flatMap(held -> held.numberOfRun(run.id()).map(number -> committed(run, held, number)));
    }

    private static Committed committed(CopyRun run, CopyCoverage held, long number) {
        CopyRun.Written written = Optional.ofNullable(held.runs().get(number))
                .map(ran -> new CopyRun.Written(ran.rows(), ran.bytes()))
                .orElse(CopyRun.Written.NOT_KNOWN);
        boolean there = run.runKey().isEmpty()
                ? held.mayHaveRows(number)
                : held.numberOf(run.runKey()).filter(now -> now == number).isPresent();
        return new Committed(
                there ? number : 0,
                written,
                number == held.number() ? held.edge().toText() : "");
    }

    /**
     * What is known of a run that has committed.
     *
     * @param number among those that the target holds; 0 where its rows were taken away since, or a rerun has replaced them
     * @param written by it
     * @param edge that it counted; the empty text where other runs have committed since
     */
    record Committed(long number, CopyRun.Written written, String edge) {}

    /** A run with the same key whose rows may be in the target, unless the table was made anew since. */
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
        Optional<CopyCoverage> held = held(run);
        boolean firing = run.runKey().startsWith(RunKeys.FIRING);
        return history.committedWithKey(run.pipe(), run.runKey())
                .filter(earlier -> held.filter(table ->
                                earlier.number() <= table.number() && (firing || table.mayHaveRows(earlier.number())))
                        .isPresent());
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
