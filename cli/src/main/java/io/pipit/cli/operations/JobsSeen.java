package io.pipit.cli.operations;

import io.pipit.cli.client.Json;
import io.pipit.core.project.system.SystemTables;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.fill.FillRun;
import io.pipit.jobs.http.ChangeObject;
import io.pipit.jobs.http.DeploymentObject;
import io.pipit.jobs.http.FillObject;
import io.pipit.jobs.http.JobObject;
import io.pipit.jobs.http.ReconcileObject;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.reconcile.ReconcileRun;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Takes down jobs, each time they are saved, and what they changed. */
public final class JobsSeen {
    private static final String ID = "id";

    private final OperationsLog log;
    private final Clock clock;

    /** Into this log. */
    public JobsSeen(OperationsLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** A run of a copy was saved. */
    public void saw(CopyRun run) {
        Map<String, String> parameters = new TreeMap<>();
        run.parameters().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        boolean failed = run.state() == CopyRun.State.ERROR;
        long at = run.ended() ? run.endedAtMillis() : clock.millis();
        log.add(job("copy", run.id(), run.target(), run.state().name(), failed ? run.note() : "", at)
                .time("created_at", run.createdAtMillis())
                .time("started_at", Math.max(run.startedAtMillis(), run.createdAtMillis()))
                .text("pipe", run.pipe())
                .number("rows", run.rows())
                .text("body", Json.text(JobObject.of(run, ""))));
        if (run.ended() && run.state() != CopyRun.State.CANCELLED) {
            log.add(change("copy", run.id(), run.target(), failed ? run.note() : "", run.endedAtMillis())
                    .text("pipe", run.pipe())
                    .seconds(run.endedAtMillis() - run.createdAtMillis())
                    .number("rows", run.rows())
                    .number("bytes", run.bytes())
                    .parameters(parameters));
        }
    }

    /** A change of rows was saved. */
    public void saw(RowChange change) {
        if (SystemTables.own(change.table()) || change.kind() == RowChange.Kind.VIEWS) {
            return; // what was found of views is told with the reconciliation that looked for it
        }
        boolean imports = change.kind() == RowChange.Kind.APPEND || change.kind() == RowChange.Kind.REPLACE;
        long at = change.ended() ? change.endedAtMillis() : clock.millis();
        RowChange.Result result = change.result();
        long rows = imports ? result.added() : result.removed();
        log.add(job(
                        ChangeObject.kind(change.kind()),
                        change.id(),
                        change.table(),
                        change.state().name(),
                        change.error(),
                        at)
                .time("created_at", change.createdAtMillis())
                .time("started_at", Math.max(change.startedAtMillis(), change.createdAtMillis()))
                .number("rows", rows)
                .text("body", Json.text(ChangeObject.of(change, ""))));
        if (change.ended() && change.state() != RowChange.State.CANCELLED) {
            log.add(change(event(change.kind()), change.id(), change.table(), change.error(), change.endedAtMillis())
                    .seconds(change.endedAtMillis() - change.createdAtMillis())
                    .text("url", change.source().url())
                    .number("rows", rows)
                    .number("rows_quarantine", result.quarantined())
                    .parameters(change.condition().isEmpty() ? Map.of() : Map.of("condition", change.condition())));
        }
    }

    /** A reconciliation was saved; what it is at is told when it has ended. */
    public void saw(ReconcileRun run) {
        if (!run.ended()) {
            return;
        }
        Map<String, String> numbers = new TreeMap<>();
        run.numbers().forEach((name, number) -> numbers.put(name, Long.toString(number)));
        log.add(new Happening("reconcile", run.endedAtMillis())
                .text("event", run.request().kind().name().toLowerCase(Locale.ROOT))
                .text(ID, run.id())
                .text("pipe", run.request().name())
                .text("status", run.state().name().toLowerCase(Locale.ROOT))
                .text("error", run.error())
                .time("created_at", run.createdAtMillis())
                .time("started_at", Math.max(run.startedAtMillis(), run.createdAtMillis()))
                .seconds(run.endedAtMillis() - run.createdAtMillis())
                .number("rows", run.number(ReconcileRun.Numbers.PUT_IN))
                .parameters(numbers)
                .text("body", Json.text(ReconcileObject.of(run))));
    }

    /** A filling was saved. */
    public void saw(FillRun run) {
        long at = run.ended() ? run.endedAtMillis() : clock.millis();
        log.add(job(FillObject.kind(run), run.id(), run.table(), run.state().name(), run.error(), at)
                .time("created_at", run.createdAtMillis())
                .time("started_at", run.createdAtMillis())
                .text("pipe", run.pipe())
                .number("rows", run.rows())
                .text("body", Json.text(FillObject.of(run, ""))));
        if (run.ended() && run.state() != FillRun.State.CANCELLED && run.kind() == FillRun.Kind.VIEW) {
            log.add(change("populateview", run.id(), run.table(), run.error(), run.endedAtMillis())
                    .text("pipe", run.pipe())
                    .seconds(run.endedAtMillis() - run.createdAtMillis())
                    .number("rows", run.rows()));
        }
    }

    /** A deployment was saved. */
    public void saw(Deployment deployment) {
        if (deployment.state() == Deployment.State.FORMER) {
            return; // another one tells that it went live
        }
        boolean failed = deployment.state() == Deployment.State.FAILED;
        long at = Math.max(deployment.liveAtMillis(), deployment.endedAtMillis());
        log.add(job(
                        "deployment",
                        "deployment-" + deployment.id(),
                        "",
                        status(deployment),
                        failed ? deployment.note() : "",
                        at == 0 ? clock.millis() : at)
                .time("created_at", deployment.createdAtMillis())
                .time("started_at", deployment.createdAtMillis())
                .text("body", Json.text(DeploymentObject.of(deployment))));
    }

    private static String status(Deployment deployment) {
        return switch (deployment.state()) {
            case FILLING, SWITCHING -> "working";
            case STAGED -> "waiting";
            case LIVE, FORMER -> "done";
            case DISCARDED -> "cancelled";
            case FAILED -> "error";
        };
    }

    private static String event(RowChange.Kind kind) {
        return kind == RowChange.Kind.DELETE ? "delete_data" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static Happening job(String type, String id, String table, String state, String error, long atMillis) {
        return new Happening("job", atMillis)
                .text("event", type)
                .text(ID, id)
                .text("name", table)
                .text("status", state.toLowerCase(Locale.ROOT))
                .text("error", error);
    }

    private static Happening change(String event, String id, String table, String error, long atMillis) {
        return new Happening("change", atMillis)
                .text("event", event)
                .text(ID, id)
                .text("name", table)
                .text("status", error.isEmpty() ? "ok" : "error")
                .text("error", error);
    }
}
