package io.pipit.cli.embedded;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.EventFile;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectFolder.Scan;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code pipit dev} does: run a project, load data, follow its files. */
public final class DevRun {
    private final PrintWriter out;
    private final PrintWriter err;

    /** Results go to {@code out}, problems of the project to {@code err}. */
    public DevRun(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Which rows a stack begins with, beside those that it has. */
    public enum Fixtures {
        /** The project's fixtures are loaded, and again when they change. */
        LOADED,
        /** They are left alone. */
        IGNORED
    }

    /** Runs until the process is told to end; the exit code. */
    public int run(StackOptions options, Optional<Path> data, Fixtures wanted) {
        List<EventFile> files = data.map(EventFile::find).orElse(List.of());
        Progress progress = new Progress(out);
        try (Session session = Session.start(options, progress)) {
            progress.say(String.format(Locale.ROOT, "Ready after %.1f s", progress.seconds()));
            new Summary(session).lines().forEach(progress::say);
            ApiClient client = session.client();
            Optional<DevFixtures> fixtures = fixtures(session, progress, wanted);
            fixtures.ifPresent(f -> f.load(session.stack().plan().files()));
            files.forEach(file -> new Loading(client, progress).load(file));
            try (FolderWatch watch = session.project().watch(() -> reload(session, progress, fixtures))) {
                progress.say("Watching " + session.project().root() + " for changes; Ctrl-C stops.");
                session.awaitEnd();
            }
            return 0;
        }
    }

    private Optional<DevFixtures> fixtures(Session session, Progress progress, Fixtures wanted) {
        if (wanted == Fixtures.IGNORED) {
            return Optional.empty();
        }
        session.stack().takeFixtures();
        return Optional.of(new DevFixtures(session, progress, err));
    }

    private void reload(Session session, Progress progress, Optional<DevFixtures> fixtures) {
        try {
            Scan project = session.project().read();
            reload(session, progress, project);
            fixtures.ifPresent(f -> f.load(project.files()));
        } catch (PipitException e) {
            goesOn(e.getMessage());
        } catch (RuntimeException e) { // the next change may be taken: the watch must not end
            goesOn("The change could not be loaded: " + e);
        }
    }

    private void reload(Session session, Progress progress, Scan project) {
        Progress timer = new Progress(out);
        Set<Problem> known = new HashSet<>(session.stack().plan().warnings());
        Plan plan = new ProjectCompile().plan(project);
        CronConfigs.read(plan, session.place()).orThrow();
        if (!session.stack().load(plan)) {
            return;
        }
        plan.warnings().stream()
                .filter(warning -> !known.contains(warning))
                .forEach(warning -> progress.say(warning.toString()));
        progress.say(String.format(Locale.ROOT, "Reloaded in %.1f s", timer.seconds()));
    }

    private void goesOn(String reason) {
        err.println(reason);
        err.println("The project goes on as it was.");
        err.flush();
    }
}
