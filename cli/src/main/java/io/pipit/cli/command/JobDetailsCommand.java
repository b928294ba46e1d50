package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit job details}. */
@Command(
        name = "details",
        description = "Shows everything about a job.",
        footer = {"", "Example:", "  pipit job details 0190f3a0"})
final class JobDetailsCommand extends BaseCommand {
    @Parameters(paramLabel = "ID", description = "The job's id, as 'pipit job ls' shows it.")
    private String id;

    @Override
    public Integer call() {
        String body = new ApiClient(target().host())
                .get("/v0/jobs/" + EndpointAddress.part(id))
                .body();
        if (output().json()) {
            out().println(body);
            return 0;
        }
        JsonNode answer = Json.tree(body);
        JsonNode job = answer.path("job").isObject() ? answer.path("job") : answer;
        job.properties()
                .forEach(m -> out().printf(
                                "%-16s %s%n",
                                m.getKey(), m.getValue().asText(m.getValue().toString())));
        return 0;
    }
}
