package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.UrlPart;
import picocli.CommandLine.Parameters;

/** What is asked of one job, and answered with everything about it. */
abstract class OneJobCommand extends BaseCommand {
    @Parameters(paramLabel = "ID", description = "The job's id, as 'pipit job ls' shows it.")
    private String id;

    /** Asks; the path is that of the job. */
    abstract String ask(ApiClient client, String path);

    /** Does it elsewhere than on the server; whether it did. */
    boolean doneElsewhere(String job) {
        return false;
    }

    @Override
    public final Integer call() {
        if (doneElsewhere(id)) {
            return 0;
        }
        String body = ask(target().api(), "/v0/jobs/" + UrlPart.of(id));
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
