package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.cli.client.FixtureUpload;
import io.pipit.cli.client.FixtureUpload.Outcome;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.ProjectUpload;
import io.pipit.cli.workspace.CronCheck;
import io.pipit.cli.workspace.StrayFixtures;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ProjectFolder;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit build}. */
@Command(
        name = "build",
        description = {
            "Checks a project: reads, resolves, type-checks and translates every node of every pipe, and "
                    + "says everything that is wrong at once, with file and line.",
            "Then the running stack takes it over; a running 'pipit dev' also loads the rows in fixtures/, "
                    + "each content of a file once.",
            "With --check nothing is changed, and no stack is needed."
        },
        footer = {
            "",
            "Examples:",
            "  pipit build shop --check                   look at the files only",
            "  pipit build shop --check --json            the same for scripts",
            "  pipit build shop --host localhost:7181     and give the project to the running stack",
            "",
            "Exit codes: 0 no errors (there may be warnings), 1 errors, or no stack has taken the project "
                    + "over (with --check none is asked), 2 wrong usage."
        })
final class BuildCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(names = "--check", description = "Change nothing; needs no running stack.")
    private boolean check;

    @Option(names = "--no-fixtures", description = "Leave the rows in fixtures/ alone.")
    private boolean withoutFixtures;

    @Override
    public Integer call() {
        Path project = folder == null ? target().project() : folder;
        long started = System.nanoTime();
        ProjectFolder.Scan scan = ProjectFolder.scan(project);
        ProjectCompiler.Compilation compiled = CronCheck.checked(
                ProjectCompiler.askingTheEngine().compile(scan), CronCheck.place(target().environment()));
        List<Problem> problems = new ArrayList<>(compiled.problems());
        problems.addAll(StrayFixtures.of(project, scan.files()));
        ProjectCompiler.Compilation compilation = new ProjectCompiler.Compilation(compiled.plan(), problems);
        double seconds = (System.nanoTime() - started) / 1e9;
        int files = scan.files().texts().size() + scan.problems().size();
        BuildReport report = new BuildReport(compilation, files, seconds);
        if (check || report.failed()) {
            print(report);
            return report.failed() ? 1 : 0;
        }
        if (!output().json()) {
            print(report);
        }
        JsonNode answer = given(scan.files());
        boolean done = !answer.path("result").asText().equals("failed");
        List<Outcome> fixtures = !done || withoutFixtures
                ? List.of()
                : new FixtureUpload(target().api())
                        .load(project, compiled.plan().orElseThrow());
        if (output().json()) {
            ((ObjectNode) answer).set("fixtures", Json.tree(Json.text(fixtures)));
            out().println(Json.text(answer));
        } else {
            answer.path("errors")
                    .forEach(e -> err().println(e.path("filename").asText() + ": "
                            + e.path("error").asText()));
            out().println(done ? applied(answer) : "The stack at " + target().host() + " did not take the project.");
        }
        if (!output().json()) {
            fixtures.stream()
                    .filter(f -> !f.message().isEmpty())
                    .forEach(f -> (f.result().equals("failed") ? err() : out()).println(f.message()));
        }
        out().flush();
        err().flush();
        return done ? 0 : 1;
    }

    /** What the stack says to the files; that there is none must not read as if something were wrong with them. */
    private JsonNode given(ProjectFiles files) {
        try {
            return new ProjectUpload(target().api(), DeploymentReport.insistence(this)).build(files);
        } catch (PipitException e) {
            if (!(e.getCause() instanceof ConnectException)) {
                throw e;
            }
            throw new PipitException(
                    e.code(),
                    "The project has no errors, but no stack has taken it over. " + e.getMessage()
                            + " 'pipit build --check' looks at the files only, and needs none.",
                    e);
        }
    }

    private String applied(JsonNode answer) {
        return answer.path("result").asText().equals("no_changes")
                ? "The stack at " + target().host() + " runs it already."
                : "The stack at " + target().host() + " runs it now.";
    }

    private void print(BuildReport report) {
        if (output().json()) {
            report.printJson(out());
        } else {
            report.print(out(), err());
        }
    }
}
