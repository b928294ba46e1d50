package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.fill.FillRun;
import io.pipit.jobs.plan.FillProgress;
import io.pipit.jobs.plan.Followers;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.PlanSwitch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the rows of views once more, one view at a time, and knows of all fillings as jobs. Thread-safe. */
public final class Populates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Populates.class);
    private static final long CANCEL_SECONDS = 30;
    private static final long END_SECONDS = 30;

    private final Deployments deployments;
    private final FillJobs jobs;
    private final PlanApplier tables;
    private final PlanSwitch versions;
    private final Followers followers;
    private final Supplier<Plan> live;
    private volatile Optional<Populating> going = Optional.empty();

    /**
     * Of an installation.
     *
     * @param deployments which do not go on at the same time
     * @param followers what goes over together with the tables
     * @param live the plan whose tables are there
     */
    public Populates(
            Deployments deployments,
            FillJobs jobs,
            PlanApplier tables,
            PlanSwitch versions,
            Followers followers,
            Supplier<Plan> live) {
        this.deployments = deployments;
        this.jobs = jobs;
        this.tables = tables;
        this.versions = versions;
        this.followers = followers;
        this.live = live;
    }

    /**
     * Makes the rows of a view once more; returns when they have taken the place of the former ones.
     *
     * @param name of the view, as people call it
     * @throws PipitException why it failed, or {@code COMMIT_CONFLICT} when it was cancelled; the rows are what they were then
     */
    public void again(ViewPlan view, String name) {
        deployments.populating(name, () -> {
            Plan same = anew();
            Populating now = new Populating(jobs.asked(view.pipe(), view.target()), followers, jobs.store());
            going = Optional.of(now);
            try {
                now.end().complete(work(now, same, view));
            } finally {
                going = Optional.empty();
                now.end().completeExceptionally(new IllegalStateException("It has failed."));
            }
        });
    }

    /** By the live plan, compiled anew: readers tell versions apart by the object. */
    private FillRun work(Populating now, Plan same, ViewPlan view) {
        try {
            versions.again(same, Set.of(view.target()), now);
            return jobs.done("");
        } catch (RuntimeException e) {
            if (live.get() == same) {
                LOG.warn("The rows of {} are made once more, but not whole yet: {}", view.target(), e.getMessage());
                return jobs.done(String.valueOf(e.getMessage()));
            }
            if (!now.ours()) {
                // What was filled, and what changes places, is in the hands of whoever leads now.
                jobs.leave();
                throw now.overtaken();
            }
            abandon(same, view);
            if (now.cancelled()) {
                FillRun cancelled = jobs.cancelled();
                now.end().complete(cancelled);
                throw Populating.wasCancelled(view.target());
            }
            now.end().complete(jobs.failed(e));
            throw e;
        }
    }

    private Plan anew() {
        return new ProjectCompiler()
                .compile(live.get().files())
                .plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT, "The files of the live version do not compile any more."));
    }

    private void abandon(Plan plan, ViewPlan view) {
        try {
            tables.abandon(plan);
        } catch (RuntimeException e) {
            LOG.warn("What was filled for {} stays until the next time: {}", view.target(), e.getMessage());
        }
    }

    /** The newest fillings, newest first. */
    public List<FillRun> newest() {
        return jobs.newest();
    }

    /** The filling of this id. */
    public Optional<FillRun> find(String id) {
        return jobs.store().find(id);
    }

    /** How far a filling is. */
    public Optional<FillProgress> progress(FillRun run) {
        return run.ended() ? Optional.empty() : tables.filling();
    }

    /** The deployment that is being filled now. */
    public Optional<Underway> deployment() {
        return deployments.underway();
    }

    /** Whether {@link #cancel} ends a filling. */
    public boolean cancellable(FillRun run) {
        return going.filter(now -> now.is(run.id()) && now.mayBeCancelled()).isPresent();
    }

    /**
     * Ends a filling that somebody asked for, unless its rows take the place of the former ones already.
     *
     * @return the filling as it is then: cancelled, and nothing has changed
     * @throws PipitException {@code UNKNOWN_RESOURCE} when there is none, {@code INVALID_PARAMETER} when it cannot be cancelled, and
     *     what to do instead
     */
    public FillRun cancel(String id) {
        FillRun run = find(id).orElseThrow(() -> new PipitException(
                ErrorCode.UNKNOWN_RESOURCE, "There is no job '" + id + "'. 'pipit job ls' shows the newest."));
        Populating now = going.filter(g -> g.is(id)).orElseThrow(() -> refused(run));
        if (!now.cancel()) {
            throw Populating.tooLate(run);
        }
        tables.stopFilling();
        try {
            return now.end().get(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return find(id).orElse(run); // it ends by itself, or could not be written down
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return run;
        }
    }

    /** Lets go what it does; whoever leads next says in the log of jobs that it was not done. */
    @Override
    public void close() {
        Optional<Populating> now = going;
        now.ifPresent(populating -> {
            populating.stop();
            tables.stopFilling();
            try {
                populating.end().handle((run, failure) -> run).get(END_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.warn("A populate does not end within {} s", END_SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static PipitException refused(FillRun run) {
        String what = "The job '" + run.id() + "' ";
        if (run.ended()) {
            return new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    what + "cannot be cancelled: it is " + run.state().name().toLowerCase(Locale.ROOT) + " already.");
        }
        if (run.reason().equals(FillRun.POPULATE)) {
            return new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    what
                            + "belongs to a populate of another view that it follows. Cancel that job; 'pipit job ls' shows it.");
        }
        String discard = run.reason().replace("deployment ", "pipit deployment discard ");
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                what + "fills '" + run.table() + "' for " + run.reason() + ". '" + discard + "' ends it.");
    }
}
