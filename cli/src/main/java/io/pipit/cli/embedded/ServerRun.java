package io.pipit.cli.embedded;

import io.pipit.cli.workspace.CronCheck;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder.Scan;
import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** What {@code pipit server} does: run one process of an installation until it is told to end. */
public final class ServerRun {
    private final Progress progress;
    private final ClassArchive archive = ClassArchive.ofThisProcess();

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
        Scan folder = folder(project);
        RoleProcess process = RoleProcess.start(
                config,
                state,
                role,
                folder.files().variables(),
                (leading, others) -> lead(leading, others, options, state));
        progress.say("Role " + role + " listens on http://" + config.server().bindAddress() + ":" + process.port()
                + " (state in " + state.path() + ")");
        awaitEnd(process);
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

    /** The folder's files are the first version where the installation has none. */
    private EmbeddedStack lead(PipitConfig config, OtherProcesses others, StackOptions options, StateFolder state) {
        Plan plan = new ProjectCompile()
                .plan(folder(options.project().toAbsolutePath().normalize()));
        CronConfigs.Place place = CronCheck.place(options.environment());
        CronConfigs.read(plan, place).orThrow();
        EmbeddedStack stack = EmbeddedStack.start(
                config,
                place,
                StateFolder.open(state.path().resolve("lead")),
                plan,
                progress,
                StackHooks.NONE,
                Optional.of(others));
        archive.makeLater();
        return stack;
    }

    /** A folder without datafiles is an empty project: what runs is what was deployed. */
    private static Scan folder(Path project) {
        if (Files.isDirectory(project) && hasDatafiles(project)) {
            return new ProjectFolder(project).read();
        }
        return new Scan(SystemTables.in(ProjectFiles.of(Map.of())), List.of());
    }

    private static boolean hasDatafiles(Path project) {
        try (Stream<Path> files = Files.walk(project, 4)) {
            return files.anyMatch(io.pipit.core.project.ProjectFolder::datafile);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private void awaitEnd(RoleProcess process) {
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
