package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit copy run}. */
@Command(
        name = "run",
        description = "Runs a copy pipe now and waits until its result is committed.",
        footer = {
            "",
            "Examples:",
            "  pipit copy run daily_snapshot",
            "  pipit copy run backfill --param start='2024-01-01 00:00:00' --param end='2024-02-01 00:00:00'",
            "  pipit copy run backfill --run-key january --no-wait",
            "  pipit copy run backfill --run-key january --rerun",
            "  pipit copy run daily_snapshot --explain",
            "",
            "An append run has a key (--run-key, else made of pipe and parameters); the same key again adds "
                    + "nothing, or, with --rerun, replaces the rows of the run before. A run whose range overlaps that "
                    + "of an earlier run under another key is refused, since these rows would be in the target "
                    + "twice; --allow-overlap insists."
        })
final class CopyRunCommand extends BaseCommand {
    /** What happens with the rows that are there. */
    enum Mode {
        APPEND,
        REPLACE
    }

    private static final String NOTHING = "Nothing was changed.";

    @Parameters(paramLabel = "NAME", description = "Name of the copy pipe.")
    private String name;

    @Option(
            names = "--param",
            paramLabel = "KEY=VALUE",
            description = "A parameter of the pipe's template; repeatable.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--mode", paramLabel = "append|replace", description = "Instead of the pipe's own mode.")
    private Mode mode;

    @Option(names = "--run-key", paramLabel = "KEY", description = "Under which the run is counted once.")
    private String runKey;

    @Option(
            names = "--rerun",
            description = "When the key was used: its rows are replaced, instead of nothing being done.")
    private boolean rerun;

    @Option(
            names = "--allow-overlap",
            description = "Run also where rows are added that an earlier run with other parameters has added.")
    private boolean allowOverlap;

    @Option(
            names = "--batch-by",
            paramLabel = "COLUMN",
            description = "Compute the result in ranges of this column of it, when it is too large at once.")
    private String batchBy;

    @Option(
            names = "--batch-size",
            paramLabel = "SIZE",
            description = "How large a range is: 1h, 1d, 1w for times, a number for integers.")
    private String batchSize;

    @Option(
            names = {"-y", "--yes"},
            description = "Accepted for scripts; nothing is asked.")
    private boolean yes;

    @Option(
            names = "--explain",
            description = "Say into which tasks a run would be divided now, and why; nothing is run.")
    private boolean explain;

    @Option(names = "--node", hidden = true, description = "Said by habit: a pipe has one copy node.")
    private String node;

    @Option(
            names = "--on-demand-compute",
            hidden = true,
            description = "Said by habit: copies have slots of their own.")
    private boolean onDemandCompute;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until the run has ended (default); --no-wait returns at once.")
    private boolean wait;

    @Override
    public Integer call() {
        CopyClient copies = new CopyClient(target().api());
        if (explain) {
            JsonNode plan = copies.plan(name, query());
            out().println(output().json() ? plan.toString() : explained(plan));
            return 0;
        }
        JsonNode job = copies.start(name, query());
        JsonNode last = job;
        if (wait && !output().json() && job.hasNonNull("message")) {
            err().println(job.path("message").asText());
        }
        if (wait) {
            try (ProgressBar bar = ProgressBar.of("copy " + name, err())) {
                last = copies.await(job, bar::show);
            }
        }
        if ("error".equals(last.path("status").asText())) {
            throw new PipitException(
                    ErrorCode.COPY_FAILED,
                    "The copy '" + name + "' failed: " + last.path("error").asText()
                            + (last.path("error").asText().matches("(?s)(The rows are in .*|.*" + NOTHING + ".*)")
                                    ? ""
                                    : " " + NOTHING));
        }
        if ("cancelled".equals(last.path("status").asText())) {
            throw new PipitException(ErrorCode.COPY_FAILED, "The copy '" + name + "' was cancelled. " + NOTHING);
        }
        out().println(output().json() ? last.toString() : text(last));
        return 0;
    }

    private static String explained(JsonNode plan) {
        int tasks = plan.path("tasks").asInt();
        String overlap = plan.path("overlap").asText("");
        return (overlap.isEmpty() ? "" : overlap + "\n")
                + (tasks == 1
                        ? plan.path("explanation").asText()
                        : tasks + " tasks: " + plan.path("explanation").asText() + " ("
                                + Counted.of(plan.path("rows").asLong(), "row") + ")");
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>(parameters);
        if (mode != null) {
            query.put("_mode", mode.name().toLowerCase(Locale.ROOT));
        }
        if (runKey != null) {
            query.put("_run_key", runKey);
        }
        if (batchBy != null || batchSize != null) {
            query.put("_batch_by", batchBy == null ? "" : batchBy);
            query.put("_batch_size", batchSize == null ? "" : batchSize);
        }
        if (allowOverlap) {
            query.put("_allow_overlap", "true");
        }
        if (rerun) {
            query.put("_rerun", "true");
        }
        return query;
    }

    private static String text(JsonNode job) {
        String what = "copy " + job.path("pipe_name").asText() + ": "
                + job.path("status").asText();
        if (!job.path("status").asText().equals("done")) {
            return what + " (job " + job.path("id").asText() + ")";
        }
        String message = job.path("message").asText();
        return what + ", " + Counted.of(job.path("rows_affected").asLong(), "row") + " into "
                + job.path("datasource").path("name").asText() + (message.isEmpty() ? "" : " (" + message + ")");
    }
}
