package io.pipit.jobs.copy;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one run, from its first try to its end: what the target has of it is what is said of it, whether it was done, failed or
 * cancelled, and by whichever try. Thread-safe.
 */
final class RunWork {
    private static final Logger LOG = LoggerFactory.getLogger(RunWork.class);

    private static final String EARLIER = "An earlier try of this run had committed it.";
    private static final String TAKEN_AWAY = " Its rows were replaced or taken away since.";

    private final RunHistory history;
    private final CopyAttempt attempt;
    private final HeldKeys keys;
    private final Overlaps overlaps;
    private final WorkingRuns working;
    private final Supplier<Plan> plan;
    private final FailedRuns failed;
    private final RetryPolicy retries;
    private final Clock clock;

    RunWork(
            RunHistory history,
            CopyAttempt attempt,
            HeldKeys keys,
            Overlaps overlaps,
            WorkingRuns working,
            Supplier<Plan> plan,
            RetryPolicy retries,
            Clock clock) {
        this.history = history;
        this.attempt = attempt;
        this.keys = keys;
        this.overlaps = overlaps;
        this.working = working;
        this.plan = plan;
        this.failed = new FailedRuns(plan, clock);
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * Works on a run, again and again while that may help.
     *
     * @param askedNanos when it was asked for, of {@link System#nanoTime()}
     * @param percent is told how far it is
     * @return it has ended, or this process ends
     */
    CopyRun finished(CopyRun accepted, long askedNanos, LongConsumer percent) throws InterruptedException {
        CopyRun run = accepted;
        while (!run.ended()) {
            if (working.closing()) {
                return run;
            }
            if (working.unwanted(run.id()) || run.state() == CopyRun.State.CANCELLING) {
                run = cancelled(run);
                continue;
            }
            try {
                run = tried(run, askedNanos, percent);
            } catch (InterruptedException e) {
                if (!working.unwanted(run.id())) {
                    throw e;
                }
            }
        }
        LOG.info("Run {} of the copy {} is {}: {} rows. {}", run.id(), run.pipe(), run.state(), run.rows(), run.note());
        return run;
    }

    private CopyRun tried(CopyRun run, long askedNanos, LongConsumer percent) throws InterruptedException {
        CopyRun trying = run.trying(clock.millis());
        try {
            return saved(once(saved(trying), askedNanos, percent));
        } catch (PipitException e) {
            return afterFailure(trying, e);
        }
    }

    /** Its job may still run and may have committed: only after that is known the run has ended. */
    private CopyRun cancelled(CopyRun run) throws InterruptedException {
        working.undisturbed(run.id());
        CopyRun ending = saved(run.cancelling());
        endSurely(ending);
        attempt.forget(run, plan.get());
        Optional<CopyRun> committed = committedBefore(ending, "It committed before it could be cancelled.");
        if (committed.isEmpty()) {
            return saved(ending.cancelled(clock.millis()));
        }
        return saved(views(run).isEmpty() ? committed.get() : followed(ending, committed.get()));
    }

    private List<String> views(CopyRun run) {
        return Followers.of(plan.get(), run.target()).targets();
    }

    /** What is in the target has to come to the views as well. */
    private CopyRun followed(CopyRun ending, CopyRun committed) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                attempt.run(ending, plan.get(), percent -> {});
                return committed;
            } catch (PipitException e) {
                if (working.closing() || Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                if (!e.code().retryable() || tries >= retries.attempts()) {
                    return failed.withoutViews(ending, views(ending), e);
                }
                TimeUnit.MILLISECONDS.sleep(retries.delayMillis(tries));
            }
        }
    }

    private CopyRun once(CopyRun run, long askedNanos, LongConsumer percent) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        Optional<CopyRun> earlier = keys.earlier(run);
        if (earlier.isPresent()) {
            return keys.repeated(run, earlier.get(), clock.millis());
        }
        CopyAttempt.Result result = attempt.run(run, plan.get(), askedNanos, percent);
        CopyOutcome outcome = result.outcome();
        String edge = result.edge().position().toText();
        String note = switch (outcome.verdict()) {
            case COMMITTED -> outcome.rows() == 0 ? "" : overlaps.note(run, plan.get());
            case ALREADY_COMMITTED -> EARLIER;
            case REPEATED_KEY -> HeldKeys.note(run.runKey());
        };
        CopyRun.Written written = new CopyRun.Written(outcome.rows(), outcome.bytes());
        CopyRun done = run.done(outcome.number(), written, edge, note, clock.millis());
        return outcome.verdict() == CopyOutcome.Verdict.ALREADY_COMMITTED
                ? committedBefore(run, EARLIER).orElse(done)
                : done;
    }

    /** An earlier try has: what it read and wrote is what the run says that it did. Nothing is said before the target can be asked. */
    private Optional<CopyRun> committedBefore(CopyRun run, String note) throws InterruptedException {
        return patiently(
                        "Whether run " + run.id() + " has committed cannot be found out yet", () -> keys.committed(run))
                .map(held -> {
                    String remark = held.number() > 0 ? note : note + TAKEN_AWAY;
                    return run.done(held.number(), held.written(), held.edge(), remark, clock.millis());
                });
    }

    private CopyRun afterFailure(CopyRun run, PipitException failure) throws InterruptedException {
        if (working.closing()
                || working.unwanted(run.id())
                || Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        boolean again = failure.code().retryable() && run.attempts() < retries.attempts();
        if (again) {
            LOG.warn(
                    "Try {} of run {} of the copy {} failed: {}",
                    run.attempts(),
                    run.id(),
                    run.pipe(),
                    failure.getMessage());
            CopyRun waiting = saved(run.again(failure));
            TimeUnit.MILLISECONDS.sleep(retries.delayMillis(run.attempts()));
            return waiting;
        }
        // Its job may still run where only the connection was lost: after this, nothing of the run can come later.
        endSurely(run);
        attempt.forget(run, plan.get());
        Optional<CopyRun> committed = committedBefore(run, EARLIER);
        if (committed.isPresent()) {
            return saved(views(run).isEmpty() ? committed.get() : failed.withoutViews(run, views(run), failure));
        }
        return saved(failed.of(run, failure));
    }

    private void endSurely(CopyRun run) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                attempt.endLeftover(run);
                return;
            } catch (PipitException e) {
                LOG.warn("Whether a job of run {} still runs cannot be found out yet: {}", run.id(), e.getMessage());
                TimeUnit.MILLISECONDS.sleep(retries.delayMillis(tries));
            }
        }
    }

    /** What has happened is noted, and nothing else is made of it, however long the database is away. */
    private CopyRun saved(CopyRun run) throws InterruptedException {
        return patiently("That run " + run.id() + " is " + run.state() + " cannot be noted yet", () -> {
            history.save(run);
            return run;
        });
    }

    private <T> T patiently(String otherwise, Supplier<T> action) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return action.get();
            } catch (PipitException e) {
                if (!e.code().retryable()) {
                    throw e;
                }
                LOG.warn("{}: {}", otherwise, e.getMessage());
                TimeUnit.MILLISECONDS.sleep(retries.delayMillis(tries));
            }
        }
    }
}
