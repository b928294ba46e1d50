package io.pipit.cli.embedded;

import io.pipit.cli.client.FixtureUpload;
import io.pipit.cli.client.FixtureUpload.Outcome;
import io.pipit.cli.workspace.StrayFixtures;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFiles;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Keeps a running project's fixtures loaded, and says once what was loaded and what is wrong. */
final class DevFixtures {
    private final Session session;
    private final Progress progress;
    private final PrintWriter err;
    private final FixtureUpload upload;
    private Set<String> told = Set.of();

    /** Of the project of a session that takes fixtures. */
    DevFixtures(Session session, Progress progress, PrintWriter err) {
        this.session = session;
        this.progress = progress;
        this.err = err;
        this.upload = new FixtureUpload(session.client());
    }

    /** Loads what was not loaded yet; nothing that is wrong with a fixture ends more than its own loading. */
    void load(ProjectFiles files) {
        Set<String> wrong = new HashSet<>();
        try {
            upload.load(session.project().root(), session.stack().plan()).forEach(outcome -> say(outcome, wrong));
            StrayFixtures.of(session.project().root(), files).forEach(problem -> tell(problem.toString(), wrong));
        } catch (PipitException | UncheckedIOException e) {
            tell("The fixtures could not be loaded: " + e.getMessage(), wrong);
        }
        told = wrong;
    }

    private void say(Outcome outcome, Set<String> wrong) {
        if (outcome.result().equals("failed")) {
            tell(outcome.message(), wrong);
        } else if (!outcome.message().isEmpty()) {
            progress.say(outcome.message());
        }
    }

    /** What was said after the last change is not said again. */
    private void tell(String message, Set<String> wrong) {
        wrong.add(message);
        if (!told.contains(message)) {
            err.println(message);
            err.flush();
        }
    }
}
