package io.pipit.jobs.deploy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.Variables;
import io.pipit.jobs.deploy.Deployment.State;
import io.pipit.jobs.plan.OlderVersions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which version a stack begins with: the one that was live, unless the folder that it runs has changed since it was last looked at.
 * What did not come to its end is said.
 */
public final class FirstVersion {
    private final DeploymentStore store;
    private final Clock clock;
    private final Consumer<String> say;

    /** {@code say} is told what a user should know. */
    public FirstVersion(DeploymentStore store, Clock clock, Consumer<String> say) {
        this.store = store;
        this.clock = clock;
        this.say = say;
    }

    /** The plan to begin with. */
    public Plan of(Plan folder) {
        store.open().ifPresent(this::end);
        Optional<Deployment> live = store.newest(State.LIVE);
        String digest = FolderDigest.of(folder.files());
        if (live.isEmpty() || !live.get().folder().equals(digest)) {
            Plan next = live.flatMap(was -> compiled(was, folder.files().variables()))
                    .map(was -> OlderVersions.known(was, folder))
                    .orElse(folder);
            live.ifPresent(was -> store.save(was.as(State.FORMER, clock.millis(), "")));
            Deployment first = Deployments.made(store, next, user(), "folder", digest, clock.millis(), List.of(), "");
            store.save(first.as(State.LIVE, clock.millis(), ""));
            return next;
        }
        Optional<Plan> plan = compiled(live.get(), folder.files().variables());
        if (plan.isEmpty()) {
            say.accept("Deployment " + live.get().id()
                    + " was live, and does not compile any more: the folder is loaded.");
            return folder;
        }
        if (!FolderDigest.of(live.get().project()).equals(digest)) {
            say.accept("Deployment " + live.get().id() + " of " + live.get().author()
                    + " is live, as before; the folder has other files. Change one of them to load the folder.");
        }
        return plan.get();
    }

    /** The version that is live in the store, whatever the folder holds; its files where there is none. */
    public Plan ofStore(Plan folder) {
        store.open().ifPresent(this::end);
        Optional<Deployment> live = store.newest(State.LIVE);
        if (live.isEmpty()) {
            return of(folder);
        }
        return compiled(live.get(), folder.files().variables())
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "Deployment " + live.get().id()
                                + " is live, and does not compile with this version of Pipit and these secrets."));
    }

    /**
     * The version by which the tables were made that are there, to be asked for before {@link #of} and {@link #ofStore}, which end what was
     * on its way. It is compiled when somebody wants it; nothing where it cannot be told.
     */
    public Supplier<Optional<Plan>> madeBy(Plan folder) {
        boolean between = store.open().filter(d -> d.state() == State.SWITCHING).isPresent();
        Optional<Deployment> live = between ? Optional.empty() : store.newest(State.LIVE);
        return () -> live.flatMap(was -> compiled(was, folder.files().variables()));
    }

    private void end(Deployment open) {
        long now = clock.millis();
        switch (open.state()) {
            case FILLING -> {
                String why =
                        "The process ended while it was being filled. What is filled is used when it is deployed again.";
                if (!store.change(State.FILLING, open.as(State.DISCARDED, now, why))) {
                    store.open().ifPresent(this::end); // the process that led before had not ended yet
                    return;
                }
                say.accept("Deployment " + open.id() + " is discarded: the process ended while it was being filled.");
            }
            case SWITCHING -> {
                store.newest(State.LIVE).ifPresent(was -> store.save(was.as(State.FORMER, now, "")));
                store.save(open.as(
                        State.LIVE, now, "The process ended during the switch; it was completed at the next start."));
                say.accept("Deployment " + open.id() + " goes live: the process ended during the switch to it.");
            }
            default -> say.accept("Deployment " + open.id() + " is staged: 'pipit deployment promote' makes it live.");
        }
    }

    /** The plan of a version with the secrets of this process; nothing when it does not compile. */
    public static Optional<Plan> compiled(Deployment deployment, Variables secrets) {
        ProjectFiles files = deployment.project().with(secrets);
        return new ProjectCompiler().compile(files).plan();
    }

    /** Who runs this process. */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
