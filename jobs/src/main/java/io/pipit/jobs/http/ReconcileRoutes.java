package io.pipit.jobs.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.reconcile.RangeTimes;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRequest.Deletion;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import io.pipit.jobs.reconcile.ReconcileRun;
import io.pipit.jobs.reconcile.ReconcileRuns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Routes of reconciliations.
 *
 * <pre>
 *   POST /v0/reconcile/{name}               start, end; dry_run, both_ways, views, max_missing
 *   POST /v0/backfill/{name}                start_date, cutoff_date; batch_size, rate in rows a second
 *   POST /v0/cleanup/{name}                 delete, reingest, cascade; the body is a JSON array of ids
 *   GET  /v0/reconcile                      the definitions, and the newest runs, newest first
 *   GET  /v0/reconcile/runs/{id}            one run
 *   GET  /v0/reconcile/runs/{id}/ids        kind (missing, extra, …) and list, from 0: the ids that it found
 *   POST /v0/reconcile/runs/{id}/cancel     ends it at the next occasion
 * </pre>
 */
public final class ReconcileRoutes {
    private static final int SHOWN = 100;
    private static final int MOST_ROWS = 100_000;

    private final ReconcileRuns runs;
    private final Supplier<Plan> plan;

    /** Routes to these runs. */
    public ReconcileRoutes(ReconcileRuns runs, Supplier<Plan> plan) {
        this.runs = runs;
        this.plan = plan;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/reconcile/{name}", JsonAnswers.handler(this::reconcile));
        routes.post("/v0/backfill/{name}", JsonAnswers.handler(this::backfill));
        routes.post("/v0/cleanup/{name}", JsonAnswers.handler(this::cleanUp));
        routes.get("/v0/reconcile", JsonAnswers.handler(this::list));
        routes.get("/v0/reconcile/runs/{id}", JsonAnswers.handler(this::run));
        routes.get("/v0/reconcile/runs/{id}/ids", JsonAnswers.handler(this::ids));
        routes.post(
                "/v0/reconcile/runs/{id}/cancel",
                JsonAnswers.handler(context ->
                        JsonAnswers.answer(context, ReconcileObject.of(runs.cancel(context.pathParam("id"))))));
    }

    private void reconcile(Context context) {
        ReconcileRequest request = ReconcileRequest.reconcile(
                        context.pathParam("name"),
                        time(context, "start", "start"),
                        time(context, "end", "end"),
                        truth(context, "dry_run") ? Repair.NOTHING : Repair.MISSING)
                .withMaxMissing(number(context, "max_missing", ReconcileRequest.MAX_MISSING, Long.MAX_VALUE));
        ReconcileRequest ways = truth(context, "both_ways") ? request.bothWays() : request;
        JsonAnswers.answer(context, ReconcileObject.of(runs.start(truth(context, "views") ? ways.withViews() : ways)));
    }

    private void backfill(Context context) {
        JsonAnswers.answer(
                context,
                ReconcileObject.of(runs.start(ReconcileRequest.backfill(
                        context.pathParam("name"),
                        time(context, "start_date", "start date"),
                        time(context, "cutoff_date", "cutoff date"),
                        (int) number(context, "batch_size", ReconcileRequest.BATCH_ROWS, MOST_ROWS),
                        number(context, "rate", 0, Long.MAX_VALUE)))));
    }

    private void cleanUp(Context context) {
        boolean delete = truth(context, "delete");
        boolean reingest = truth(context, "reingest");
        if (!delete && !reingest) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "What is to be done with the rows? Say delete=true, reingest=true or both.");
        }
        boolean cascade =
                !JsonAnswers.parameter(context, "cascade").orElse("true").equals("false");
        Deletion deletion = delete ? (cascade ? Deletion.ROWS_AND_VIEWS : Deletion.ROWS) : Deletion.NONE;
        Repair repair = reingest ? Repair.MISSING : Repair.NOTHING;
        JsonAnswers.answer(
                context,
                ReconcileObject.of(runs.start(
                        ReconcileRequest.cleanup(context.pathParam("name"), deletion, repair), ids(context.body()))));
    }

    private static List<String> ids(String body) {
        try {
            List<String> ids = List.of(new ObjectMapper().readValue(body, String[].class));
            if (ids.isEmpty()) {
                throw new PipitException(ErrorCode.INVALID_BODY, "The list of ids is empty; nothing was changed.");
            }
            return ids.stream().distinct().toList();
        } catch (JsonProcessingException | NullPointerException e) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The body is no list of ids, as in [\"a1\", \"a2\"]; nothing was changed.",
                    e);
        }
    }

    private void list(Context context) {
        List<Map<String, Object>> definitions = new ArrayList<>();
        ReconcileFiles.of(plan.get()).definitions().values().forEach(d -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", d.name());
            entry.put("connection", d.connection());
            entry.put("table", d.table());
            entry.put("datasource", d.dataSource());
            entry.put("id", d.id());
            entry.put("id_column", d.idColumn());
            definitions.add(entry);
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("definitions", definitions);
        answer.put("runs", runs.newest(SHOWN).stream().map(ReconcileObject::of).toList());
        JsonAnswers.answer(context, answer);
    }

    private void run(Context context) {
        JsonAnswers.answer(context, ReconcileObject.of(found(context)));
    }

    private void ids(Context context) {
        ReconcileRun run = found(context);
        String kind = JsonAnswers.parameter(context, "kind").orElse(ReconcileRun.Numbers.MISSING);
        int list = (int) number(context, "list", 0, Integer.MAX_VALUE);
        JsonAnswers.answer(context, Map.of("ids", runs.ids(run.id(), kind, list)));
    }

    private ReconcileRun found(Context context) {
        String id = context.pathParam("id");
        return runs.find(id)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no run '" + id + "'. GET /v0/reconcile lists the newest."));
    }

    private static long time(Context context, String parameter, String what) {
        return RangeTimes.micros(
                JsonAnswers.parameter(context, parameter)
                        .orElseThrow(() -> new PipitException(
                                ErrorCode.MISSING_PARAMETER,
                                "The " + what + " of the range is missing: " + parameter + "=2026-01-31T12:00:00Z.")),
                what);
    }

    private static boolean truth(Context context, String parameter) {
        return JsonAnswers.parameter(context, parameter).filter("true"::equals).isPresent();
    }

    private static long number(Context context, String parameter, long otherwise, long most) {
        String text = JsonAnswers.parameter(context, parameter).orElse(Long.toString(otherwise));
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most && (number > 0 || otherwise == 0 || parameter.equals("max_missing"))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "'" + parameter + "' is '" + text + "'; a whole number"
                        + (most == Long.MAX_VALUE ? "" : " up to " + most) + " is expected.");
    }
}
