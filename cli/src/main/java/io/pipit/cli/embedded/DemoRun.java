package io.pipit.cli.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.EventFile;
import io.pipit.cli.client.EventSender.Sent;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.TextTable;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.EndpointPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code pipit demo} does: the example, its events, its copy, its answers. */
public final class DemoRun {
    private static final Path EXAMPLE = Path.of("examples", "web-analytics");
    private static final Path EVENTS = Path.of("data", "web-events.ndjson.gz");
    private static final String DATA_SOURCE = "analytics_events";
    private static final int ROWS_SHOWN = 5;

    /** When the demo ends. */
    public enum Ending {
        AFTER_ANSWERS,
        ON_SIGNAL
    }

    private final PrintWriter out;

    /** Everything it says goes to {@code out}. */
    public DemoRun(PrintWriter out) {
        this.out = out;
    }

    /** Runs; the exit code is 0 when every step worked. */
    public int run(Optional<Path> keptState, Map<String, String> flags, Ending ending) {
        Path home = Path.of(System.getProperty("pipit.home", "."));
        Path state = keptState.orElseGet(DemoRun::newState);
        try {
            Progress progress = new Progress(out);
            StackOptions options = new StackOptions(home.resolve(EXAMPLE), Optional.of(state), flags);
            try (Session session = Session.start(options, progress)) {
                progress.say(String.format(Locale.ROOT, "Ready after %.1f s%n", progress.seconds()));
                steps(session, home.resolve(EXAMPLE).resolve(EVENTS), progress);
                if (ending == Ending.ON_SIGNAL) {
                    stayUp(session, progress);
                }
            }
            return 0;
        } finally {
            if (keptState.isEmpty()) {
                remove(state);
            }
        }
    }

    private static void steps(Session session, Path events, Progress progress) {
        ApiClient client = session.client();
        Sent sent = new Loading(client, progress).load(new EventFile(events, DATA_SOURCE));
        if (sent.quarantined() > 0) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY, sent.quarantined() + " of the example's events did not fit its schema.");
        }
        progress.say("\nBefore a commit the answers are made of fresh rows:");
        new Summary(session).endpoints().forEach(endpoint -> peek(client, endpoint, progress));
        progress.say("");
        session.stack().plan().copies().keySet().stream().sorted().forEach(copy -> copy(client, copy, progress));
        progress.say("");
        new Summary(session).endpoints().forEach(endpoint -> ask(client, endpoint, progress));
    }

    private static void copy(ApiClient client, String pipe, Progress progress) {
        double before = progress.seconds();
        CopyClient copies = new CopyClient(client);
        JsonNode job = copies.await(copies.start(pipe, Map.of()));
        if (!job.path("status").asText().equals("done")) {
            throw new PipitException(
                    ErrorCode.COPY_FAILED,
                    "The copy " + pipe + " failed: " + job.path("error").asText());
        }
        progress.say(String.format(
                Locale.ROOT,
                "Copied %s into %s: %s in %.1f s",
                pipe,
                job.path("datasource").path("name").asText(),
                Counted.grouped(job.path("rows_affected").asLong(), "row"),
                progress.seconds() - before));
    }

    private static void peek(ApiClient client, EndpointPlan endpoint, Progress progress) {
        HttpResponse<String> response = client.get("/v0/pipes/" + endpoint.pipe() + ".json");
        progress.say(String.format(
                Locale.ROOT,
                "  %-22s read from lake: %6s rows, fresh: %6s rows",
                endpoint.pipe(),
                response.headers().firstValue("X-Pipit-Lake-Rows").orElse("?"),
                response.headers().firstValue("X-Pipit-Fresh-Rows").orElse("?")));
    }

    private static void ask(ApiClient client, EndpointPlan endpoint, Progress progress) {
        String path = "/v0/pipes/" + endpoint.pipe() + ".json";
        HttpResponse<String> response = client.get(path);
        JsonNode answer = Json.tree(response.body());
        long rows = answer.path("rows").asLong();
        progress.say(String.format(
                Locale.ROOT,
                "GET %s   %,d %s in %.1f ms, read from lake: %s rows, fresh: %s rows",
                path,
                rows,
                rows == 1 ? "row" : "rows",
                answer.path("statistics").path("elapsed").asDouble() * 1000,
                response.headers().firstValue("X-Pipit-Lake-Rows").orElse("?"),
                response.headers().firstValue("X-Pipit-Fresh-Rows").orElse("?")));
        progress.say(new TextTable(answer, ROWS_SHOWN).render("    ")
                + (rows > ROWS_SHOWN ? "    … " + (rows - ROWS_SHOWN) + " more\n" : ""));
    }

    private static void stayUp(Session session, Progress progress) {
        progress.say("The stack stays up; Ctrl-C stops it. In another terminal:");
        progress.say("  curl '" + session.url() + "/v0/pipes/pages_per_hour.json?action=page_hit'");
        progress.say("  ./pipit sql \"SELECT count() FROM " + DATA_SOURCE + "\"");
        session.awaitEnd();
    }

    private static Path newState() {
        try {
            return Files.createTempDirectory("pipit-demo");
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_CONFIG, "No temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static void remove(Path state) {
        try {
            StateFolder.deleteTree(state);
        } catch (IOException e) {
            // It is in the temporary folder of the system, which is cleaned anyway.
        }
    }
}
