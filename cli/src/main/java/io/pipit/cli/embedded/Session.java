package io.pipit.cli.embedded;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.server.BindAddress;
import io.pipit.cli.tls.ServerCertificate;
import io.pipit.cli.tls.Trust;
import io.pipit.cli.workspace.CronCheck;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.project.Plan;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A stack with the project that it runs, from start to a graceful end. */
final class Session implements AutoCloseable {
    private static final long READY_MILLIS = 60_000;
    private static final long READY_POLL_MILLIS = 20;

    private final ProjectFolder project;
    private final ServerSettings server;
    private final CronConfigs.Place place;
    private final EmbeddedStack stack;
    private final Progress progress;
    private final ClassArchive archive = ClassArchive.ofThisProcess();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "pipit-stop");

    private Session(
            ProjectFolder project,
            ServerSettings server,
            CronConfigs.Place place,
            EmbeddedStack stack,
            Progress progress) {
        this.project = project;
        this.server = server;
        this.place = place;
        this.stack = stack;
        this.progress = progress;
    }

    /** Starts and waits until the stack is ready. */
    static Session start(StackOptions options, Progress progress) {
        ProjectFolder project = new ProjectFolder(options.project());
        PipitConfig config = ConfigReader.read(project.root(), System.getenv(), options.flags());
        Path folder =
                options.state().orElse(project.root().resolve(config.state().folder()));
        StateFolder state = StateFolder.open(folder);
        ProcessFolders.use(state, config.state().logFormat());
        progress.say("Starting the project " + project.root() + " (state in " + state.path() + ")");
        CronConfigs.Place place = CronCheck.place(options.environment());
        EmbeddedStack stack = start(project, config, place, state, progress);
        Session session = new Session(project, config.server(), place, stack, progress);
        Runtime.getRuntime().addShutdownHook(session.hook);
        session.awaitReady();
        session.archive.makeLater();
        return session;
    }

    /** Which schedules count. */
    CronConfigs.Place place() {
        return place;
    }

    EmbeddedStack stack() {
        return stack;
    }

    ProjectFolder project() {
        return project;
    }

    /** Where it listens. */
    String url() {
        return server.scheme() + "://" + BindAddress.local(server) + ":" + stack.port();
    }

    /** Speaks to it. */
    ApiClient client() {
        Trust itself = server.tls().isOn() ? Trust.only(ServerCertificate.of(server.tls())) : Trust.USUAL;
        return new ApiClient(URI.create(url()), server.token(), itself);
    }

    /** Returns when the process is told to end. */
    void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (ended.getCount() == 0) {
            return;
        }
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process already ends: the hook closes the stack.
            return;
        }
        closeParts();
    }

    private void closeParts() {
        archive.close();
        stack.close();
    }

    private static EmbeddedStack start(
            ProjectFolder project, PipitConfig config, CronConfigs.Place place, StateFolder state, Progress progress) {
        Plan plan;
        try {
            plan = new ProjectCompile().plan(project.read());
            CronConfigs.read(plan, place).orThrow();
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
        plan.warnings().forEach(warning -> progress.say(warning.toString()));
        return EmbeddedStack.start(config, place, state, plan, progress, StackHooks.NONE);
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (!stack.health().obstacles().isEmpty()) {
            if (System.nanoTime() > deadline) {
                progress.say("Still not ready: "
                        + stack.health().obstacles().stream().collect(Collectors.joining("; ")));
                return;
            }
            try {
                Thread.sleep(READY_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void onSignal() {
        progress.say("Stopping …");
        ended.countDown();
        closeParts();
    }
}
