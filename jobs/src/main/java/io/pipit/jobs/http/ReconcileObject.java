package io.pipit.jobs.http;

import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRun;
import io.pipit.jobs.reconcile.ReconcileRun.Numbers;
import io.pipit.jobs.reconcile.ReconcileRun.Phase;
import io.pipit.jobs.reconcile.source.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as clients see it. */
public final class ReconcileObject {
    private static final int WHOLE = 100;
    private static final int NEARLY = 95;
    private static final List<String> NUMBERS = List.of(
            Numbers.COMPARED,
            Numbers.MISSING,
            Numbers.PENDING,
            Numbers.EXTRA,
            Numbers.DUPLICATED,
            Numbers.DIFFERING,
            Numbers.DELETED,
            Numbers.PUT_IN,
            Numbers.ARRIVED,
            Numbers.GONE,
            Numbers.UNFIT,
            Numbers.TRANSFERRED,
            Numbers.VIEWS,
            Numbers.VIEW_ROWS);

    private ReconcileObject() {}

    /** The members of its JSON. */
    public static Map<String, Object> of(ReconcileRun run) {
        ReconcileRequest request = run.request();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", run.id());
        object.put("kind", request.kind().name().toLowerCase(Locale.ROOT));
        object.put("name", request.name());
        object.put("start", Times.instant(request.fromMicros()).toString());
        object.put("end", Times.instant(request.toMicros()).toString());
        object.put("dry_run", request.repair() == ReconcileRequest.Repair.NOTHING);
        object.put("both_ways", request.ways() == ReconcileRequest.Ways.BOTH);
        object.put("compares_views", request.views() == ReconcileRequest.Views.COMPARE);
        object.put("status", run.state().name().toLowerCase(Locale.ROOT));
        object.put("percent", percent(run));
        NUMBERS.forEach(number -> object.put(number, run.number(number)));
        object.put("not_compared", run.notCompared());
        object.put("position", run.position());
        object.put(
                "pending_from",
                run.youngMicros() == 0 ? null : Times.instant(run.youngMicros()).toString());
        object.put("error", run.error());
        object.put("error_code", run.errorCode());
        object.put("created_at", JsonAnswers.time(run.createdAtMillis()));
        object.put("started_at", JsonAnswers.time(run.startedAtMillis()));
        object.put("ended_at", JsonAnswers.time(run.endedAtMillis()));
        object.put(
                "duration_millis",
                run.endedAtMillis() == 0
                        ? 0
                        : run.endedAtMillis() - Math.max(run.startedAtMillis(), run.createdAtMillis()));
        return object;
    }

    /** Comparing is one half where something may be put in. */
    private static int percent(ReconcileRun run) {
        if (run.ended()) {
            return WHOLE;
        }
        int part = run.steps() == 0 ? 0 : WHOLE * run.done() / run.steps();
        if (run.phase() == Phase.VIEWS) {
            return NEARLY;
        }
        boolean halves = run.request().kind() == ReconcileRequest.Kind.RECONCILE
                && run.request().repair() == ReconcileRequest.Repair.MISSING;
        return !halves ? part : run.phase() == Phase.COMPARE ? part / 2 : WHOLE / 2 + part / 2;
    }
}
