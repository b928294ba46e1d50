package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DeploymentClient;
import io.pipit.cli.client.Insistence;
import io.pipit.cli.client.Json;
import io.pipit.core.error.Counted;
import java.io.PrintWriter;
import java.util.Locale;

/** Says what becomes of a deployment. */
final class DeploymentReport {
    private final BaseCommand command;
    private final DeploymentClient client;
    private String said = "";

    DeploymentReport(BaseCommand command, DeploymentClient client) {
        this.command = command;
        this.client = client;
    }

    /** Patience while nobody leads, of which the user is told. */
    static Insistence insistence(BaseCommand command) {
        return new Insistence(Insistence.USUAL, line -> {
            command.err().println(line);
            command.err().flush();
        });
    }

    /** Follows a deployment to where it rests; the exit code. */
    int follow(JsonNode begun) {
        JsonNode end;
        try (ProgressBar bar = ProgressBar.of("deployment " + begun.path("id").asText(), command.err())) {
            end = client.await(begun, now -> progress(now, bar));
        }
        if (command.output().json()) {
            command.out().println(Json.text(end));
        } else {
            PrintWriter out = good(end) ? command.out() : command.err();
            out.println(sentence(end));
        }
        return good(end) ? 0 : 1;
    }

    /** What a version changes, one line a resource. */
    static String changes(JsonNode changes) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode change : changes) {
            String how = change.path("how").asText();
            lines.append(String.format(
                    Locale.ROOT,
                    "%-8s %-12s %s%s%s%n",
                    change.path("action").asText(),
                    change.path("resource").asText().replace('_', ' '),
                    change.path("name").asText(),
                    how.isEmpty() ? "" : ": " + how,
                    cost(change)));
            change.path("breaks")
                    .forEach(broken ->
                            lines.append("         ! ").append(broken.asText()).append('\n'));
        }
        return lines.toString();
    }

    /** What fires next. */
    static String firings(JsonNode firings) {
        StringBuilder lines = new StringBuilder(firings.isEmpty() ? "" : "Next firings (UTC):\n");
        for (JsonNode one : firings) {
            lines.append("  ")
                    .append(one.path("time").asText().replace('T', ' ').replace("Z", ""));
            lines.append("  ").append(one.path("name").asText());
            one.path("then").forEach(name -> lines.append(", then ").append(name.asText()));
            lines.append('\n');
        }
        return lines.toString();
    }

    private static String cost(JsonNode change) {
        long rows = change.path("rows").asLong();
        if (rows == 0) {
            return "";
        }
        long bytes = change.path("bytes").asLong();
        return String.format(
                Locale.ROOT,
                " (%s read%s)",
                Counted.grouped(rows, "row is", "rows are"),
                bytes == 0 ? "" : String.format(Locale.ROOT, ", %,.1f MB", bytes / 1e6));
    }

    private void progress(JsonNode now, ProgressBar bar) {
        String status = now.path("status").asText();
        if (now.has("progress_percentage")) {
            bar.show(now.path("progress_percentage").asInt());
        }
        if (!command.output().json() && !status.equals(said)) {
            said = status;
            bar.close();
            command.err()
                    .println(
                            status.equals("creating")
                                    ? "Deployment " + now.path("id").asText() + " is being filled …"
                                    : "Deployment " + now.path("id").asText() + " goes live …");
            command.err().flush();
        }
    }

    private static boolean good(JsonNode end) {
        String status = end.path("status").asText();
        return status.equals("live") || status.equals("data_ready");
    }

    private String sentence(JsonNode end) {
        String deployment = "Deployment " + end.path("id").asText();
        String note = end.path("note").asText("");
        String because = note.isEmpty() ? "" : " " + note;
        return switch (end.path("status").asText()) {
            case "live" -> deployment + " is live on " + command.target().host() + "." + because;
            case "data_ready" ->
                deployment + " is staged. 'pipit deployment promote' makes it live, 'pipit deployment"
                        + " discard' forgets it." + because;
            case "failed" -> deployment + " failed; the former version stays live." + because;
            case "discarded" -> deployment + " is discarded; the version that was live stays live." + because;
            default -> deployment + " is " + end.path("status").asText() + "." + because;
        };
    }
}
