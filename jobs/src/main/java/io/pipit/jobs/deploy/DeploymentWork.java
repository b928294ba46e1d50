package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.plan.Followers;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.PlanSwitch;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does deployments, one after the other, and writes down how far they are. */
final class DeploymentWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentWork.class);
    private static final long END_SECONDS = 30;

    private final DeploymentStore store;
    private final PlanApplier tables;
    private final PlanSwitch versions;
    private final Followers followers;
    private final Supplier<Plan> live;
    private final FillJobs fills;
    private final Clock clock;
    private final KeptVersions kept;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "pipit-deployment");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long discarded;
    private volatile Optional<OnItsWay> onItsWay = Optional.empty();

    DeploymentWork(
            DeploymentStore store,
            PlanApplier tables,
            PlanSwitch versions,
            Followers followers,
            Supplier<Plan> live,
            FillJobs fills,
            Clock clock,
            KeptVersions kept) {
        this.store = store;
        this.tables = tables;
        this.versions = versions;
        this.followers = followers;
        this.live = live;
        this.fills = fills;
        this.clock = clock;
        this.kept = kept;
    }

    /** Fills a version and leaves it there. */
    CompletableFuture<Deployment> stage(Deployment begun, Plan next) {
        OnItsWay deployment = new OnItsWay(store, begun);
        return later(deployment, () -> {
            try {
                versions.stage(next, () -> refuseDiscarded(begun.id()));
                refuseDiscarded(begun.id());
                return deployment.to(was -> was.as(State.STAGED, 0, ""));
            } catch (RuntimeException e) {
                throw failed(begun, deployment, next, e);
            }
        });
    }

    /**
     * Makes a version live.
     *
     * @param begun what it is again when it fails, where it was staged
     * @param stored as it is in the store
     */
    CompletableFuture<Deployment> live(Deployment begun, Deployment stored, Plan next) {
        OnItsWay deployment = new OnItsWay(store, stored);
        return later(deployment, () -> {
            Plan former = live.get();
            Switching switching = new Switching(deployment);
            try {
                versions.to(former, next, switching);
                return switching.live("");
            } catch (RuntimeException e) {
                if (live.get() == next) {
                    LOG.warn("Deployment {} is live, but not whole yet: {}", begun.id(), e.getMessage());
                    return switching.live(String.valueOf(e.getMessage()));
                }
                throw failed(begun, deployment, next, e);
            }
        });
    }

    /** Ends one that is being filled: it is not wanted any more. */
    void discard(long id) {
        discarded = id;
        tables.stopFilling();
    }

    @Override
    public void close() {
        onItsWay.ifPresent(OnItsWay::stop);
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A deployment does not end within {} s", END_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Deployment> later(OnItsWay deployment, Supplier<Deployment> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    onItsWay = Optional.of(deployment);
                    fills.because("deployment " + deployment.id());
                    return work.get();
                },
                worker);
    }

    private RuntimeException failed(Deployment begun, OnItsWay deployment, Plan next, RuntimeException why) {
        if (!deployment.ours()) {
            return why; // what became of it is said by whoever has taken it over
        }
        boolean wanted = discarded != begun.id();
        if (begun.state() == State.STAGED && wanted) {
            deployment.to(now -> begun.noted("It could not be promoted: " + why.getMessage()));
            return why;
        }
        String note = wanted ? String.valueOf(why.getMessage()) : "";
        deployment.to(now -> now.as(wanted ? State.FAILED : State.DISCARDED, clock.millis(), note));
        try {
            tables.abandon(next);
        } catch (RuntimeException e) {
            LOG.warn("What was filled for deployment {} stays until the next one: {}", begun.id(), e.getMessage());
        }
        return wanted
                ? why
                : new PipitException(
                        ErrorCode.COMMIT_CONFLICT, "Deployment " + begun.id() + " was discarded. Nothing was changed.");
    }

    private void refuseDiscarded(long id) {
        if (discarded == id) {
            throw new PipitException(ErrorCode.COMMIT_CONFLICT, "It was discarded.");
        }
    }

    /** Notes how far the switch is. */
    private final class Switching extends Followed {
        private final OnItsWay deployment;

        Switching(OnItsWay deployment) {
            super(followers);
            this.deployment = deployment;
        }

        @Override
        public void filling() {
            refuseDiscarded(deployment.id());
        }

        @Override
        public void filled() {
            refuseDiscarded(deployment.id());
            super.filled();
            deployment.to(now -> now.as(State.SWITCHING, 0, ""));
        }

        @Override
        public boolean ours() {
            return deployment.ours();
        }

        Deployment live(String note) {
            if (!deployment.ours()) {
                throw deployment.overtaken(); // what is live now may be what another process made of this one
            }
            store.newest(State.LIVE)
                    .filter(was -> was.id() != deployment.id())
                    .ifPresent(was -> new OnItsWay(store, was).to(now -> now.as(State.FORMER, clock.millis(), "")));
            Deployment now = deployment.to(was -> was.as(State.LIVE, clock.millis(), note));
            forgetOld();
            return now;
        }

        private void forgetOld() {
            try {
                kept.forgetOld();
            } catch (RuntimeException e) {
                LOG.warn("Versions that are long gone stay until the next deployment: {}", e.getMessage());
            }
        }
    }
}
