package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.forward.ForwardFiles;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.plan.Change;
import io.pipit.jobs.plan.FillProgress;
import io.pipit.jobs.plan.Followers;
import io.pipit.jobs.plan.OlderVersions;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.PlanSwitch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The versions of an installation: one is live, one may be on its way. Each is in the store before anything is done for it, so that
 * whoever comes after a death knows how far it was. Thread-safe.
 */
public final class Deployments implements AutoCloseable {
    /** A deployment that has begun, and its end. */
    public record Begun(Deployment deployment, CompletableFuture<Deployment> end) {}

    private final DeploymentStore store;
    private final PlanApplier tables;
    private final DeploymentWork work;
    private final KeptVersions kept;
    private final Supplier<Plan> live;
    private final FillJobs fills;
    private final Clock clock;
    private volatile Optional<Begun> newest = Optional.empty();
    private volatile String other = "";

    /**
     * Of an installation.
     *
     * @param followers what goes over together with the tables
     * @param live the plan whose tables are there
     * @param fills is told what fillings are for
     */
    public Deployments(
            DeploymentStore store,
            PlanApplier tables,
            PlanSwitch versions,
            Followers followers,
            Supplier<Plan> live,
            FillJobs fills,
            Clock clock) {
        this.store = store;
        this.tables = tables;
        this.kept = new KeptVersions(store, tables, this::compiled);
        this.work = new DeploymentWork(store, tables, versions, followers, live, fills, clock, kept);
        this.live = live;
        this.fills = fills;
        this.clock = clock;
    }

    /** What a version would change. */
    public List<Change> changes(Plan next) {
        return tables.changes(live.get(), OlderVersions.known(live.get(), next));
    }

    /** Whether a version is the live one. */
    public boolean same(Plan next) {
        return written(next).equals(written(live.get()));
    }

    /** The texts that people have written. */
    private static Map<String, String> written(Plan plan) {
        Map<String, String> texts = new TreeMap<>(plan.files().texts());
        texts.keySet().removeIf(ForwardFiles::own);
        return texts;
    }

    /**
     * Begins to make a version the live one, or to stage it. A request whose key is known has begun before.
     *
     * @throws PipitException {@code DEPLOYMENT_OPEN} with the other one, or {@code INVALID_PROJECT} when rows would be lost
     */
    public synchronized Begun begin(DeployRequest request) {
        Optional<Begun> before = begun(request.key());
        if (before.isPresent()) {
            return before.get();
        }
        refuseOther();
        String folder = request.origin().equals("folder")
                ? FolderDigest.of(request.plan().files())
                : store.newest(State.LIVE).map(Deployment::folder).orElse("");
        Plan next = OlderVersions.known(live.get(), request.plan());
        Deployment made = made(
                store,
                next,
                request.author(),
                request.origin(),
                folder,
                clock.millis(),
                tables.changes(live.get(), next),
                request.key());
        if (!store.add(made)) {
            throw new PipitException(
                    ErrorCode.NOT_READY, "Another process has begun a deployment at the same moment. Try again.");
        }
        boolean byItself = request.promotion() == Promotion.BY_ITSELF;
        return begun(made, byItself ? work.live(made, made, next) : work.stage(made, next));
    }

    /** What a request with this key has begun, in this process or in another one; nothing where there was none. */
    public Optional<Begun> begun(String key) {
        return store.withKey(key)
                .map(known -> newest.filter(n -> n.deployment().id() == known.id())
                        .orElseGet(() -> new Begun(known, CompletableFuture.completedFuture(known))));
    }

    /** The same, and returns when it is done. */
    public Deployment run(DeployRequest request) {
        return ended(begin(request).end());
    }

    /** Completes when a deployment that this process works on rests, well or not; of others it is complete. */
    public CompletableFuture<Deployment> end(long id) {
        return newest.filter(n -> n.deployment().id() == id)
                .map(n -> n.end().copy())
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Whether the folder has changed since it was last loaded. */
    public boolean changed(Plan folder) {
        return store.newest(State.LIVE)
                .filter(now -> now.folder().equals(FolderDigest.of(folder.files())))
                .isEmpty();
    }

    /**
     * Makes a staged version the live one.
     *
     * @param id of it; nothing for the one that is staged
     */
    public synchronized Begun promote(Optional<Long> id) {
        Deployment staged = id.map(this::find)
                .or(() -> store.newest(State.STAGED))
                .orElseThrow(() -> DeploymentRefusals.noneStaged(""));
        if (staged.state() != State.STAGED) {
            throw DeploymentRefusals.notStaged(staged);
        }
        Plan next = plan(staged);
        Deployment switching = new OnItsWay(store, staged).to(was -> was.as(State.SWITCHING, 0, ""));
        return begun(switching, work.live(staged, switching, next));
    }

    /**
     * Forgets a version that is staged or being filled; of one that was live, the tables that are kept for it and for no other one.
     *
     * @param id of it; nothing for the one that is on its way
     */
    public Deployment discard(Optional<Long> id) {
        Deployment found = id.map(this::find).or(store::open).orElseThrow(() -> DeploymentRefusals.noneStaged(""));
        switch (found.state()) {
            case STAGED -> {
                Deployment ended = new OnItsWay(store, found).to(was -> was.as(State.DISCARDED, clock.millis(), ""));
                compiled(found).ifPresent(tables::abandon);
                return ended;
            }
            case FILLING -> {
                work.discard(found.id());
                return found;
            }
            case FORMER -> {
                return givenUp(found);
            }
            default ->
                throw new PipitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Deployment " + found.id() + " is " + DeploymentRefusals.word(found)
                                + ", and cannot be discarded.");
        }
    }

    /**
     * Brings the files of a version back that was live.
     *
     * @param id of it; nothing for the last one before the one that is live
     * @param key of the request, see {@link DeployRequest#key}
     */
    public Begun rollback(Optional<Long> id, String author, String key) {
        Optional<Begun> before = begun(key);
        if (before.isPresent()) {
            return before.get();
        }
        Deployment target = id.map(this::find)
                .or(() -> store.former().stream().findFirst())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "No version was live before this one: there is nothing to go back to."));
        if (target.liveAtMillis() == 0 || target.state() == State.LIVE) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Deployment " + target.id() + " is " + DeploymentRefusals.word(target)
                            + ". Only a version that was live can come back; 'pipit deployment ls' shows them.");
        }
        return begin(new DeployRequest(plan(target), author, "rollback to " + target.id(), Promotion.BY_ITSELF, key));
    }

    /**
     * Makes the rows of a view once more, while no deployment may be on its way.
     *
     * @param what the view, as people call it
     */
    public void populating(String what, Runnable action) {
        synchronized (this) {
            refuseOther();
            other = what;
        }
        try {
            action.run();
        } finally {
            synchronized (this) {
                other = "";
            }
        }
    }

    /** The deployment that is being filled now. */
    public Optional<Underway> underway() {
        return store.open()
                .filter(open -> open.state() == State.FILLING)
                .map(open -> new Underway(Long.toString(open.id()), open.createdAtMillis(), tables.filling()));
    }

    /** How far a deployment is that is being filled. */
    public Optional<FillProgress> progress(Deployment deployment) {
        return deployment.state() == State.FILLING ? tables.filling() : Optional.empty();
    }

    /** The newest, newest first. */
    public List<Deployment> newest(int limit) {
        return store.newest(limit);
    }

    /**
     * The one of this id.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE}
     */
    public Deployment find(long id) {
        return store.find(id)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no deployment " + id + ". 'pipit deployment ls' shows those that there are."));
    }

    /** Waits for the end of what has begun, and throws what it ended with. */
    public static Deployment ended(CompletableFuture<Deployment> end) {
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PipitException known) {
                throw known;
            }
            throw e;
        }
    }

    /** Ends what it does where it is. Whoever leads next completes what has begun to change tables. */
    @Override
    public void close() {
        work.close();
    }

    static Deployment made(
            DeploymentStore store,
            Plan plan,
            String author,
            String origin,
            String folder,
            long nowMillis,
            List<Change> changes,
            String key) {
        long id = store.newest(1).stream().mapToLong(Deployment::id).findFirst().orElse(0) + 1;
        return new Deployment(
                id,
                State.FILLING,
                author,
                origin,
                nowMillis,
                0,
                0,
                plan.files().texts(),
                folder,
                changes,
                "",
                key,
                false);
    }

    private Begun begun(Deployment made, CompletableFuture<Deployment> end) {
        Begun begun = new Begun(made, end);
        newest = Optional.of(begun);
        return begun;
    }

    /** A staged version has changed nothing yet, and does not begin to meanwhile. */
    private synchronized Deployment givenUp(Deployment former) {
        refuse(store.open().filter(open -> open.state() != State.STAGED));
        return kept.giveUp(former);
    }

    private void refuseOther() {
        refuse(store.open());
    }

    private void refuse(Optional<Deployment> underway) {
        underway.ifPresent(open -> {
            throw DeploymentRefusals.other(open);
        });
        if (!other.isEmpty()) {
            throw DeploymentRefusals.populating(other);
        }
    }

    private Plan plan(Deployment deployment) {
        return compiled(deployment)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The files of deployment " + deployment.id() + " do not compile any more."));
    }

    private Optional<Plan> compiled(Deployment deployment) {
        return FirstVersion.compiled(deployment, live.get().files().variables());
    }
}
