package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a command takes rows from: a file or an address. */
final class FileSource {
    @Option(names = "--file", paramLabel = "FILE", description = "NDJSON, CSV or Parquet, by its name.")
    private Path file;

    @Option(names = "--url", paramLabel = "URL", description = "The same at an address, which the stack fetches.")
    private String url;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until what is at --url is in (default); --no-wait returns at once.")
    private boolean wait;

    /**
     * The address, or the empty text for a file.
     *
     * @param source a file or an address without an option, or null
     */
    String url(CommandSpec command, String source) {
        int given = (source == null ? 0 : 1) + (file == null ? 0 : 1) + (url == null ? 0 : 1);
        if (given != 1) {
            throw new ParameterException(
                    command.commandLine(), "Where do the rows come from? Expected is one of --file and --url.");
        }
        boolean address = source != null && source.matches("https?://.*");
        return url != null ? url : address ? source : "";
    }

    /** The file; that without an option when there is no other. */
    Path file(String source) {
        return file != null ? file : Path.of(source);
    }

    /** A job that fetches, when it has ended, if that is wanted. */
    JsonNode awaited(ApiClient api, JsonNode job) {
        JsonNode last = wait ? new CopyClient(api).await(job) : job;
        if (last.path("status").asText().equals("error")) {
            throw new PipitException(ErrorCode.COPY_FAILED, last.path("error").asText());
        }
        return last;
    }

    /** What to say of rows that were taken. */
    static String said(JsonNode answer, String name, String what) {
        if (answer.has("status") && !answer.path("status").asText().equals("done")) {
            return "job " + answer.path("id").asText() + " fetches rows for " + name;
        }
        long quarantined = answer.path("quarantined_rows").asLong();
        long removed = answer.path("rows_removed").asLong();
        String message = answer.path("message").asText();
        return Counted.of(answer.path("successful_rows").asLong(), "row") + " " + what + " " + name
                + (removed == 0 ? "" : ", " + removed + " went")
                + (quarantined == 0
                        ? ""
                        : ", " + quarantined + " quarantined: SELECT c__error FROM " + name + "_quarantine says why")
                + (message.isEmpty() ? "" : ". " + message);
    }

    /** What to say of rows that were deleted. */
    static String deleted(JsonNode answer, String name) {
        String message = answer.path("message").asText();
        return Counted.of(answer.path("rows_affected").asLong(), "row") + " deleted from " + name
                + (message.isEmpty() ? "" : ". " + message);
    }
}
