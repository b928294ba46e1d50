package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.SnapshotInfo;
import io.pipit.jobs.mutation.Rollbacks;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes to what a data source was before.
 *
 * <pre>
 *   GET  /v0/datasources/{name}/history             commits that have not expired, newest first
 *   POST /v0/datasources/{name}/rollback?to=…       to a snapshot or a time; answers a job; cascade=true: views follow
 * </pre>
 */
public final class HistoryRoutes {
    private final RowChanges changes;
    private final Rollbacks rollbacks;

    /** Routes to these. */
    public HistoryRoutes(RowChanges changes, Rollbacks rollbacks) {
        this.changes = changes;
        this.rollbacks = rollbacks;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/datasources/{name}/history", JsonAnswers.handler(this::history));
        routes.post("/v0/datasources/{name}/rollback", JsonAnswers.handler(this::rollback));
    }

    private void history(Context context) {
        String name = context.pathParam("name");
        changes.check(name, "");
        JsonAnswers.answer(
                context,
                Map.of(
                        "snapshots",
                        rollbacks.history(name).stream()
                                .map(HistoryRoutes::snapshot)
                                .toList()));
    }

    private static Map<String, Object> snapshot(SnapshotInfo info) {
        Map<String, Object> snapshot = new LinkedHashMap<>();
        snapshot.put("snapshot", Long.toString(info.id())); // as text: clients lose digits of such numbers
        snapshot.put("committed_at", JsonAnswers.time(info.committedAtMillis()));
        snapshot.put("author", info.author());
        snapshot.put("added_rows", info.addedRows());
        snapshot.put("removed_rows", info.removedRows());
        snapshot.put("rows", info.rows());
        snapshot.put("kept_by", info.tags());
        return snapshot;
    }

    private void rollback(Context context) {
        String name = context.pathParam("name");
        changes.check(name, "");
        String to = JsonAnswers.parameter(context, "to")
                .orElseThrow(() -> new PipitException(
                        ErrorCode.MISSING_PARAMETER,
                        "'to' is missing: to which snapshot of '" + name + "', or to what time? GET /v0/datasources/"
                                + name + "/history lists them."));
        SnapshotInfo picked = rollbacks.pick(name, to);
        List<SnapshotInfo> later = rollbacks.history(name).stream()
                .takeWhile(one -> one.id() != picked.id())
                .toList();
        RowChange change = changes.start(
                RowChange.Kind.ROLLBACK,
                name,
                "",
                RowChange.Source.snapshot(picked.id()),
                DataSourceRoutes.views(context));
        Map<String, Object> answer =
                new LinkedHashMap<>(ChangeObject.of(change, context.scheme() + "://" + context.host()));
        answer.put("snapshot", Long.toString(picked.id()));
        answer.put("commits_undone", later.size());
        answer.put("job", ChangeObject.of(change, context.scheme() + "://" + context.host()));
        JsonAnswers.answer(context, answer);
    }
}
