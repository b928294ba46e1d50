package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit copy history}. */
@Command(
        name = "history",
        description = "Lists the newest runs of copies: rows, bytes, duration, key, edge, error.",
        footer = {
            "",
            "Examples:",
            "  pipit copy history                   all copies, the last two days",
            "  pipit copy history daily_snapshot    one copy, its last hundred runs"
        })
final class CopyHistoryCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Name of the copy pipe.")
    private String name;

    @Override
    public Integer call() {
        CopyClient copies = new CopyClient(target().api());
        JsonNode answer = copies.history(name);
        if (answer.path("jobs").isEmpty() && !name.isEmpty()) {
            refuseUnknown(copies.list().path("copies").findValuesAsText("pipe_name"));
        }
        if (output().json()) {
            out().println(answer);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode job : answer.path("jobs")) {
            rows.add(List.of(
                    seconds(job.path("created_at")),
                    job.path("pipe_name").asText(),
                    job.path("mode").asText(),
                    job.path("status").asText(),
                    job.path("rows_affected").asText(),
                    job.path("bytes_written").asText(),
                    job.has("duration_millis") ? job.path("duration_millis").asLong() + " ms" : "",
                    job.path("run_key").asText(""),
                    job.path("id").asText(),
                    job.path("error").asText(job.path("message").asText(""))));
        }
        List<String> titles =
                List.of("at", "copy", "mode", "status", "rows", "bytes", "duration", "key", "job", "message");
        out().print(table(titles, rows));
        return 0;
    }

    /** One that was never run is known; one that the project no longer has may have runs. */
    private void refuseUnknown(List<String> known) {
        if (!known.contains(name)) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no copy pipe '" + name + "', and no run of one." + NearestName.hint(name, known)
                            + " 'pipit copy ls' shows all.");
        }
    }

    /** A time without its fractions. */
    static String seconds(JsonNode time) {
        String text = time.isNull() ? "" : time.asText("");
        return text.length() < 19 ? text : text.substring(0, 19);
    }
}
