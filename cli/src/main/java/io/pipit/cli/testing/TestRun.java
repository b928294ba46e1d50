package io.pipit.cli.testing;

import io.pipit.cli.embedded.FolderWatch;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code pipit test run} does. */
public final class TestRun {
    /** For whom the result is printed. */
    public enum Form {
        TEXT,
        JSON
    }

    private final TestProject project;
    private final PrintWriter out;
    private final PrintWriter err;

    /** Results go to {@code out}, remarks to {@code err}. */
    public TestRun(Path project, PrintWriter out, PrintWriter err) {
        this.project = new TestProject(project);
        this.out = out;
        this.err = err;
    }

    /**
     * Runs tests.
     *
     * @param names of pipes, files or tests; none for all
     * @param now what {@code now()} is; the time of the run when absent
     * @param junit where to write a report for build servers
     * @return the exit code
     */
    public int run(List<String> names, Optional<String> now, Optional<Path> junit, Form form) {
        List<TestOutcome> outcomes = outcomes(names, now);
        junit.ifPresent(file -> JUnitFile.write(file, outcomes));
        if (form == Form.JSON) {
            out.println(JsonReport.of(outcomes));
            out.flush();
        } else {
            new TextReport(out).print(outcomes);
        }
        return outcomes.stream().allMatch(TestOutcome::passed) ? 0 : 1;
    }

    /** Runs again whenever something in the folder changes, until the process ends. */
    public int watch(List<String> names, Optional<String> now, Optional<Path> junit) {
        Object turn = new Object();
        Runnable again = () -> {
            synchronized (turn) {
                try {
                    run(names, now, junit, Form.TEXT);
                } catch (PipitException e) {
                    err.println(e.getMessage());
                }
                err.println("Watching " + project.root() + " for changes; Ctrl-C stops.");
                err.flush();
            }
        };
        Optional<Path> report = junit.map(file -> file.toAbsolutePath().normalize());
        try (FolderWatch watch = FolderWatch.start(project.root(), file -> !report.equals(Optional.of(file)), again)) {
            again.run();
            watch.await();
            return 0;
        }
    }

    List<TestOutcome> outcomes(List<String> names, Optional<String> now) {
        Plan plan = project.plan();
        List<TestCase> all = new ArrayList<>();
        project.testFiles().forEach((path, text) -> all.addAll(TestFile.read(path, text)));
        Instant instant =
                now.map(TestFile::instant).orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));
        return new TestRunner(project, plan, instant, note -> {
                    err.println("note: " + note);
                    err.flush();
                })
                .run(TestSelection.of(all, names));
    }
}
