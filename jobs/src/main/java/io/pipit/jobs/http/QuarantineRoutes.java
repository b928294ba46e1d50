package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.project.Plan;
import io.pipit.jobs.mutation.QuarantinedRows;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChange.Kind;
import io.pipit.jobs.mutation.RowChanges;
import java.util.function.Supplier;

/**
 * What becomes of rows that did not fit. Which there are says SQL over {@code <name>_quarantine}.
 *
 * <pre>
 *   POST /v0/datasources/{name}/quarantine/replay   sends them once more, as they were sent: a job
 *   POST /v0/datasources/{name}/quarantine/drop     deletes them: a job
 * </pre>
 *
 * Both take {@code condition}, SQL over the columns of the quarantine, by form or query: only these rows.
 */
public final class QuarantineRoutes {
    private final RowChanges changes;
    private final Supplier<Plan> plan;

    /** Routes to these changes. */
    public QuarantineRoutes(RowChanges changes, Supplier<Plan> plan) {
        this.changes = changes;
        this.plan = plan;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post(
                "/v0/datasources/{name}/quarantine/replay",
                JsonAnswers.handler(context -> start(context, Kind.REPLAY)));
        routes.post(
                "/v0/datasources/{name}/quarantine/drop",
                JsonAnswers.handler(
                        context -> start(context, condition(context).isBlank() ? Kind.TRUNCATE : Kind.DELETE)));
    }

    private void start(Context context, Kind kind) {
        String table = QuarantinedRows.tableOf(context.pathParam("name"), plan.get());
        RowChange change = changes.start(kind, table, condition(context), RowChange.Source.NONE, Views.KEEP);
        JsonAnswers.answer(context, ChangeObject.of(change, context.scheme() + "://" + context.host()));
    }

    private static String condition(Context context) {
        String form = context.formParam("condition");
        return form != null ? form : JsonAnswers.parameter(context, "condition").orElse("");
    }
}
