package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.DeploymentClient;
import io.pipit.cli.client.Insistence;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.ProjectUpload;
import io.pipit.cli.workspace.CronCheck;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.nio.file.Path;

/** What all commands that deploy a folder do. */
final class Deploying {
    /** In which way. */
    record Manner(boolean check, boolean promotes, boolean waits) {}

    private final BaseCommand command;
    private final Path folder;

    Deploying(BaseCommand command, Path folder) {
        this.command = command;
        this.folder = folder;
    }

    int call(Manner manner) {
        ProjectFolder.Scan scan = ProjectFolder.scan(folder);
        ProjectCompiler.Compilation compilation = CronCheck.checked(
                new ProjectCompiler().compile(scan), // who takes it asks the engine
                CronCheck.place(command.target().environment()));
        if (compilation.plan().isEmpty()) {
            BuildReport report =
                    new BuildReport(compilation, scan.files().texts().size(), 0);
            if (command.output().json()) {
                report.printJson(command.out());
            } else {
                report.print(command.out(), command.err());
            }
            return 1;
        }
        ApiClient api = command.target().api();
        Insistence insistence = DeploymentReport.insistence(command);
        ProjectUpload upload = new ProjectUpload(api, insistence);
        JsonNode answer = manner.check()
                ? upload.check(scan.files())
                : upload.deploy(scan.files(), manner.promotes() ? ProjectUpload.BY_ITSELF : ProjectUpload.BY_HAND);
        boolean json = command.output().json();
        if (!json) {
            print(answer);
        }
        if (!answer.has("deployment")) {
            if (json) {
                command.out().println(Json.text(answer));
            }
            return answer.path("result").asText().equals("failed") ? 1 : 0;
        }
        JsonNode begun = answer.path("deployment");
        if (!manner.waits()) {
            command.out()
                    .println(
                            json
                                    ? Json.text(answer)
                                    : "Deployment " + begun.path("id").asText() + " has begun.");
            return 0;
        }
        return new DeploymentReport(command, new DeploymentClient(api, insistence)).follow(begun);
    }

    private void print(JsonNode answer) {
        if (answer.path("result").asText().equals("no_changes")) {
            command.out().println("No changes: the stack at " + command.target().host() + " runs this version.");
        }
        answer.path("errors")
                .forEach(error -> command.err()
                        .println(error.path("filename").asText() + ":"
                                + error.path("line").asText() + ": "
                                + error.path("error").asText()));
        command.out().print(DeploymentReport.changes(answer.path("changes")));
        command.out().print(DeploymentReport.firings(answer.path("next_firings")));
        command.out().flush();
        command.err().flush();
    }
}
