package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A line that shows how far a job is, for people in front of a terminal; scripts see nothing of it. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final int WHOLE = 100;

    private final String what;
    private final PrintWriter terminal;
    private int longest;

    /** A bar on a terminal; {@code null} for none. */
    ProgressBar(String what, PrintWriter terminal) {
        this.what = what;
        this.terminal = terminal;
    }

    /** One where people look, else one that shows nothing. */
    static ProgressBar of(String what, PrintWriter err) {
        return new ProgressBar(what, System.console() == null ? null : err);
    }

    /** Whether anybody looks. */
    boolean seen() {
        return terminal != null;
    }

    /** The status of a job or deployment, with how far it is where that is known. */
    static String status(JsonNode job) {
        String status = job.path("status").asText();
        boolean going = status.equals("working") || status.equals("creating");
        return going && job.has("progress_percentage")
                ? status + " " + job.path("progress_percentage").asText() + " %" + rows(job)
                : status;
    }

    private static String rows(JsonNode job) {
        return job.has("rows_total")
                ? String.format(
                        Locale.ROOT,
                        " (%,d of %,d rows)",
                        job.path("rows_done").asLong(),
                        job.path("rows_total").asLong())
                : "";
    }

    /** Shows a percentage. */
    void show(int percent) {
        if (terminal != null) {
            int done = WIDTH * Math.max(0, Math.min(percent, WHOLE)) / WHOLE;
            String line = what + " [" + "#".repeat(done) + " ".repeat(WIDTH - done) + "] " + percent + " %";
            longest = Math.max(longest, line.length());
            terminal.print("\r" + line);
            terminal.flush();
        }
    }

    /** Leaves the line empty. */
    @Override
    public void close() {
        if (terminal != null && longest > 0) {
            terminal.print("\r" + " ".repeat(longest) + "\r");
            terminal.flush();
        }
    }
}
