package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.batch.copy.Repetition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.copy.Spreading;
import io.pipit.jobs.deploy.Populates;
import io.pipit.jobs.mutation.RowChanges;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The control routes.
 *
 * <pre>
 *   GET  /v0/pipes/{pipe}/copy/plan   into which tasks a run would be divided now, and why
 *   POST /v0/pipes/{pipe}/copy    runs a copy; parameters are the template's, besides _mode, _run_key, _rerun and
 *                                 _allow_overlap
 *   GET  /v0/jobs                 the newest runs, newest first; filters status, kind, pipe_name
 *   GET  /v0/jobs/{id}            one run
 *   POST /v0/jobs/{id}/cancel     ends it
 * </pre>
 **/
public final class ControlRoutes {
    private static final int MOST_JOBS = 100;
    private static final String MODE = "_mode";
    private static final String RUN_KEY = "_run_key";
    private static final String RERUN = "_rerun";
    private static final String ALLOW_OVERLAP = "_allow_overlap";
    /** Names that clients send to every route, and that are no parameters of templates. */
    private static final Set<String> OF_THE_CLIENT = Set.of("token", "from", MODE, RUN_KEY, RERUN, ALLOW_OVERLAP);

    private final CopyRuns runs;
    private final Optional<RowChanges> changes;
    private final Optional<Populates> fills;

    /** Routes to these runs. */
    public ControlRoutes(CopyRuns runs) {
        this(runs, Optional.empty(), Optional.empty());
    }

    /** Routes to these runs, with changes of rows, and fillings of tables, among the jobs. */
    public ControlRoutes(CopyRuns runs, Optional<RowChanges> changes, Optional<Populates> fills) {
        this.runs = runs;
        this.changes = changes;
        this.fills = fills;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/pipes/{pipe}/copy", JsonAnswers.handler(this::copy));
        routes.get("/v0/pipes/{pipe}/copy/plan", JsonAnswers.handler(this::explain));
        routes.get("/v0/jobs", JsonAnswers.handler(this::list));
        routes.get("/v0/jobs/{id}", JsonAnswers.handler(this::job));
        routes.post("/v0/jobs/{id}/cancel", JsonAnswers.handler(this::cancel));
    }

    private CopyRequest request(Context context) {
        GivenParameters given = GivenParameters.of(context);
        CopyRequest request = CopyRequest.of(context.pathParam("pipe"), given.without(OF_THE_CLIENT))
                .in(mode(given))
                .under(given.first(RUN_KEY))
                .repeating(said(given, RERUN) ? Repetition.REPLACE_ROWS : Repetition.NO_OP);
        return said(given, ALLOW_OVERLAP) ? request.insisting() : request;
    }

    private void explain(Context context) {
        Spreading.Division division = runs.division(request(context));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pipe_name", context.pathParam("pipe"));
        answer.put("divided", division.spread().kind().name().toLowerCase(Locale.ROOT));
        answer.put("table", division.spread().table());
        answer.put("keys", division.spread().keys());
        answer.put("tasks", division.parts());
        answer.put("rows", division.rows());
        answer.put("explanation", division.why());
        String overlap = runs.overlap(request(context));
        if (!overlap.isEmpty()) {
            answer.put("overlap", overlap);
        }
        JsonAnswers.answer(context, answer);
    }

    private void copy(Context context) {
        CopyRun run = runs.start(request(context));
        Map<String, Object> job = JobObject.of(run, runs, baseUrl(context));
        // Clients of the established interface find the job one level down, beside the pipe.
        Map<String, Object> answer = new LinkedHashMap<>(job);
        answer.put("job", job);
        JsonAnswers.answer(context, answer);
    }

    private void list(Context context) {
        Optional<String> status = JsonAnswers.parameter(context, "status");
        Optional<String> kind = JsonAnswers.parameter(context, "kind");
        Optional<String> pipe =
                JsonAnswers.parameter(context, "pipe_name").or(() -> JsonAnswers.parameter(context, "pipe_id"));
        List<CopyRun> newest = pipe.map(name -> runs.newestOf(name, MOST_JOBS)).orElseGet(runs::newest);
        Stream<Map<String, Object>> copies = newest.stream()
                .filter(run -> pipe.map(run.pipe()::equals).orElse(true))
                .map(run -> JobObject.of(run, runs, baseUrl(context)));
        Stream<Map<String, Object>> others = pipe.isPresent()
                ? Stream.of()
                : changes.map(RowChanges::newest).orElse(List.of()).stream()
                        .map(change -> ChangeObject.of(change, baseUrl(context)));
        Stream<Map<String, Object>> fillings = fillings(context)
                .filter(job ->
                        pipe.map(wanted -> wanted.equals(job.get("pipe_name"))).orElse(true));
        List<Map<String, Object>> jobs = Stream.of(copies, others, fillings)
                .flatMap(each -> each)
                .filter(job ->
                        status.map(wanted -> wanted.equals(job.get("status"))).orElse(true))
                .filter(job ->
                        kind.map(wanted -> wanted.equals(job.get("kind"))).orElse(true))
                .sorted(Comparator.comparing((Map<String, Object> job) -> String.valueOf(job.get("created_at")))
                        .reversed())
                .toList();
        JsonAnswers.answer(context, Map.of("jobs", jobs));
    }

    private void job(Context context) {
        String id = context.pathParam("id");
        JsonAnswers.within(context, () -> runs.ended(id));
        Map<String, Object> job = runs.find(id)
                .map(run -> JobObject.of(run, runs, baseUrl(context)))
                .or(() -> changes.flatMap(all -> all.find(id)).map(change -> ChangeObject.of(change, baseUrl(context))))
                .or(() -> fill(id, context))
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "There is no job '" + id + "'. 'pipit job ls' (GET /v0/jobs) shows the newest."));
        JsonAnswers.answer(context, job);
    }

    private Stream<Map<String, Object>> fillings(Context context) {
        return fills.stream()
                .flatMap(all -> Stream.concat(
                        all.deployment().map(FillObject::of).stream(),
                        all.newest().stream().map(run -> FillObject.of(run, all, baseUrl(context)))));
    }

    private Optional<Map<String, Object>> fill(String id, Context context) {
        return fills.flatMap(all -> all.find(id).map(run -> FillObject.of(run, all, baseUrl(context))))
                .or(() -> deployment(id));
    }

    private Optional<Map<String, Object>> deployment(String id) {
        return fills.flatMap(Populates::deployment).map(FillObject::of).filter(job -> id.equals(job.get("id")));
    }

    private void cancel(Context context) {
        String id = context.pathParam("id");
        deployment(id).ifPresent(job -> {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Job '" + id + "' fills a deployment. 'pipit deployment discard " + job.get("deployment_id")
                            + "' ends it.");
        });
        JsonAnswers.answer(context, cancelled(id, context));
    }

    private Map<String, Object> cancelled(String id, Context context) {
        if (changes.flatMap(all -> all.find(id)).isPresent()) {
            return ChangeObject.of(changes.get().cancel(id), baseUrl(context));
        }
        return fills.flatMap(all -> all.find(id)).isPresent()
                ? FillObject.of(fills.get().cancel(id), fills.get(), baseUrl(context))
                : JobObject.of(runs.cancel(id), runs, baseUrl(context));
    }

    private static boolean said(GivenParameters given, String name) {
        String text = given.first(name).orElse("false").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new PipitException(ErrorCode.INVALID_PARAMETER, name + " is true or false, not '" + text + "'.");
        };
    }

    private static Optional<CopyPlan.Mode> mode(GivenParameters given) {
        return given.first(MODE).map(ControlRoutes::mode);
    }

    private static CopyPlan.Mode mode(String text) {
        List<String> known = Arrays.stream(CopyPlan.Mode.values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toList();
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (!known.contains(wanted)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The mode of a copy is append or replace, not '" + text + "'." + NearestName.hint(wanted, known)
                            + " Leave " + MODE + " out for the mode of the pipe.");
        }
        return CopyPlan.Mode.valueOf(wanted.toUpperCase(Locale.ROOT));
    }

    private static String baseUrl(Context context) {
        return context.scheme() + "://" + context.host();
    }
}
