package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.ProjectUpload;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit deploy}. */
@Command(
        name = "deploy",
        description = {
            "Makes a project the live one, and says what changes. Views that are new or changed are filled from",
            "what the stack holds, and tables laid out anew, beside what is live: events go on to be taken, and",
            "queries see the old version or the new one, never a mix. When it fails, the old one stays live."
        },
        footer = {
            "",
            "Examples:",
            "  pipit deploy shop --check          what would change, and how many rows are read for it",
            "  pipit deploy shop                  do it, and return when it is live",
            "",
            "Exit codes: 0 live (or nothing to do), 1 errors: nothing is changed, 2 wrong usage."
        })
final class DeployCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(names = "--check", description = "Say what would change, and change nothing.")
    private boolean check;

    @Option(
            names = {"--wait", "--auto", "--allow-destructive-operations", "--template"},
            hidden = true,
            description = "Accepted for scripts: a deployment is always waited for, and goes live by itself.")
    private boolean[] accepted;

    @Override
    public Integer call() {
        ProjectFolder.Scan scan = ProjectFolder.scan(folder == null ? target().project() : folder);
        ProjectCompiler.Compilation compilation =
                ProjectCompiler.askingTheEngine().compile(scan);
        if (compilation.plan().isEmpty()) {
            BuildReport report =
                    new BuildReport(compilation, scan.files().texts().size(), 0);
            if (output().json()) {
                report.printJson(out());
            } else {
                report.print(out(), err());
            }
            return 1;
        }
        ProjectUpload upload = new ProjectUpload(new ApiClient(target().host()));
        JsonNode planned = upload.check(scan.files());
        if (!output().json()) {
            print(planned);
        }
        JsonNode answer = check || failed(planned) ? planned : upload.build(scan.files());
        if (output().json()) {
            out().println(Json.text(answer));
        } else if (failed(answer)) {
            answer.path("errors").forEach(e -> err().println(problem(e)));
        } else if (!check && !answer.path("result").asText().equals("no_changes")) {
            out().println("Live on " + target().host() + ".");
        }
        out().flush();
        err().flush();
        return failed(answer) ? 1 : 0;
    }

    private void print(JsonNode planned) {
        if (planned.path("result").asText().equals("no_changes")) {
            out().println("No changes: the stack at " + target().host() + " runs this version.");
        }
        for (JsonNode change : planned.path("changes")) {
            String how = change.path("how").asText();
            long rows = change.path("rows").asLong();
            out().println(String.format(
                    Locale.ROOT,
                    "%-8s %-12s %s%s",
                    change.path("action").asText(),
                    change.path("resource").asText().replace('_', ' '),
                    change.path("name").asText(),
                    (how.isEmpty() ? "" : ": " + how)
                            + (rows == 0 ? "" : String.format(Locale.ROOT, " (%,d rows are read)", rows))));
        }
        out().flush();
    }

    private static boolean failed(JsonNode answer) {
        return answer.path("result").asText().equals("failed");
    }

    private static String problem(JsonNode error) {
        return error.path("filename").asText() + ":" + error.path("line").asText() + ": "
                + error.path("error").asText();
    }
}
