package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChanges;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Routes that change the rows of data sources.
 *
 * <pre>
 *   POST /v0/datasources/{name}/delete      delete_condition=SQL by form or query; dry_run=true only counts
 *   POST /v0/datasources/{name}/truncate    all rows; answers when they are gone
 * </pre>
 */
public final class DataSourceRoutes {
    private static final String CONDITION = "delete_condition";
    private static final String DRY_RUN = "dry_run";

    private final RowChanges changes;

    /** Routes to these changes. */
    public DataSourceRoutes(RowChanges changes) {
        this.changes = changes;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/datasources/{name}/delete", JsonAnswers.handler(this::delete));
        routes.post("/v0/datasources/{name}/truncate", JsonAnswers.handler(this::truncate));
    }

    private void delete(Context context) {
        String name = context.pathParam("name");
        String condition = given(context, CONDITION);
        if (condition.isBlank()) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "'" + CONDITION + "' is missing: which rows of '" + name + "' are to go? For all of them there is"
                            + " POST /v0/datasources/" + name + "/truncate.");
        }
        if (given(context, DRY_RUN).equals("true")) {
            JsonAnswers.answer(context, Map.of("rows_to_be_deleted", changes.count(name, condition)));
            return;
        }
        Map<String, Object> job = ChangeObject.of(
                changes.start(RowChange.Kind.DELETE, name, condition, RowChange.Source.NONE, views(context)),
                baseUrl(context));
        Map<String, Object> answer = new LinkedHashMap<>(job);
        answer.put("job", job);
        JsonAnswers.answer(context, answer);
    }

    private void truncate(Context context) {
        RowChange done = changes.awaited(changes.start(
                RowChange.Kind.TRUNCATE, context.pathParam("name"), "", RowChange.Source.NONE, views(context)));
        if (done.state() != RowChange.State.DONE) {
            throw new PipitException(
                    ErrorCode.COPY_FAILED, "'" + done.table() + "' could not be emptied: " + done.why());
        }
        JsonAnswers.answer(context, ChangeObject.of(done, baseUrl(context)));
    }

    /** What a request says of the views of the data source. */
    static Views views(Context context) {
        return given(context, "cascade").equals("true") ? Views.FOLLOW : Views.KEEP;
    }

    private static String given(Context context, String name) {
        String form = context.formParam(name);
        return form != null ? form : JsonAnswers.parameter(context, name).orElse("");
    }

    private static String baseUrl(Context context) {
        return context.scheme() + "://" + context.host();
    }
}
