package io.pipit.cli.embedded;

import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.jobs.installation.InstallationCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What {@code pipit server} does: run one process of an installation until it is told to end. */
public final class ServerRun {
    private final Progress progress;

    /** Says on {@code out} how far it is. */
    public ServerRun(PrintWriter out) {
        this.progress = new Progress(out);
    }

    /** Runs; the exit code. */
    public int run(StackOptions options, Role role) {
        Path project = options.project().toAbsolutePath().normalize();
        PipitConfig config = ConfigReader.read(project, System.getenv(), options.flags());
        if (role == Role.ALL && new ExternalServices(config).none()) {
            return alone(options);
        }
        InstallationCheck.services(config);
        StateFolder state = StateFolder.open(
                options.state().orElse(project.resolve(config.state().folder()).resolve(role.toString())));
        ProcessFolders.use(state, config.state().logFormat());
        // Only now: a class that logs, loaded any earlier, would let the log go nowhere.
        ClassArchive archive = ClassArchive.ofThisProcess();
        RoleLeader leader = new RoleLeader(options, state, progress, archive);
        RoleProcess process =
                RoleProcess.start(config, state, role, leader.folder().files().variables(), leader);
        progress.say("Role " + role + " listens on " + config.server().scheme() + "://"
                + config.server().bindAddress() + ":" + process.port() + " (state in " + state.path() + ")");
        awaitEnd(process, archive);
        return 0;
    }

    /** An installation of this process alone, with a broker, a database and a cluster of its own. */
    private int alone(StackOptions options) {
        try (Session session = Session.start(options, progress)) {
            progress.say("Ready on " + session.url());
            session.awaitEnd();
        }
        return 0;
    }

    private void awaitEnd(RoleProcess process, ClassArchive archive) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            progress.say("Stopping …");
                            archive.close();
                            process.close();
                            ended.countDown();
                        },
                        "pipit-stop"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
