package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.deploy.Deployment;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.deploy.Deployments.Begun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Routes of deployments that have begun.
 *
 * <pre>
 *   GET    /v1/deployments                 the newest, newest first
 *   GET    /v1/deployments/{id}            one, with the names of its files; files=true for their texts; within_ms=N answers when it
 *                                          rests, or after so many milliseconds
 *   POST   /v1/deployments/{id}/set-live   promotes the one that is staged; wait=true answers when it is done
 *   DELETE /v1/deployments/{id}            discards it; of a former one the tables that are kept
 *   POST   /v1/deployments/rollback        brings the former version back; to=ID an older one, wait=true
 * </pre>
 *
 * {@code staged} and {@code open} stand for the id of the one that is staged or on its way.
 */
public final class DeploymentRoutes {
    /** The header that says who asks. */
    public static final String AUTHOR = "X-Pipit-Author";

    /** The header under which a request may be repeated: what it has begun is not begun again. */
    public static final String KEY = "Idempotency-Key";

    private static final int SHOWN = 50;

    private final Deployments deployments;

    /** Routes to these deployments. */
    public DeploymentRoutes(Deployments deployments) {
        this.deployments = deployments;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v1/deployments", JsonAnswers.handler(this::list));
        routes.get("/v1/deployments/{id}", JsonAnswers.handler(this::one));
        routes.post("/v1/deployments/rollback", JsonAnswers.handler(this::rollback));
        routes.post("/v1/deployments/{id}/set-live", JsonAnswers.handler(this::promote));
        routes.delete("/v1/deployments/{id}", JsonAnswers.handler(this::discard));
    }

    /** Who asks, as far as is known. */
    public static String author(Context context) {
        return Optional.ofNullable(context.header(AUTHOR))
                .filter(text -> !text.isBlank())
                .orElse("unknown");
    }

    /** The key of the request; the empty text for none. */
    public static String key(Context context) {
        return Optional.ofNullable(context.header(KEY)).map(String::strip).orElse("");
    }

    private void list(Context context) {
        JsonAnswers.answer(
                context,
                Map.of(
                        "deployments",
                        deployments.newest(SHOWN).stream()
                                .map(each -> DeploymentObject.of(each, deployments))
                                .toList()));
    }

    private void one(Context context) {
        long id = id(context).orElseThrow(() -> noId(""));
        JsonAnswers.within(context, () -> deployments.end(id));
        Deployment found = deployments.find(id);
        Map<String, Object> object = DeploymentObject.of(found, deployments);
        boolean texts = Boolean.parseBoolean(context.queryParam("files"));
        object.put("files", texts ? found.files() : found.files().keySet());
        JsonAnswers.answer(context, Map.of("deployment", object));
    }

    private void promote(Context context) {
        answer(context, deployments.promote(id(context)));
    }

    private void discard(Context context) {
        answer(context, deployments.discard(id(context)), "success");
    }

    private void rollback(Context context) {
        Optional<Long> to = JsonAnswers.parameter(context, "to").map(DeploymentRoutes::number);
        answer(context, deployments.rollback(to, author(context), key(context)));
    }

    private static void answer(Context context, Begun begun) {
        boolean waits = Boolean.parseBoolean(context.queryParam("wait"));
        answer(context, waits ? Deployments.ended(begun.end()) : begun.deployment(), "success");
    }

    private static void answer(Context context, Deployment deployment, String result) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", result);
        answer.put("deployment", DeploymentObject.of(deployment));
        JsonAnswers.answer(context, answer);
    }

    /** Nothing for the words that stand for the one that is on its way. */
    private static Optional<Long> id(Context context) {
        String text = context.pathParam("id");
        return text.equals("staged") || text.equals("open") ? Optional.empty() : Optional.of(number(text));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw noId(text);
        }
    }

    private static PipitException noId(String text) {
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "'" + text + "' is no id of a deployment; expected is a number. GET /v1/deployments lists them.");
    }
}
