package io.pipit.cli.embedded;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.Json;
import io.pipit.cli.server.Routes;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.deploy.Populates;
import io.pipit.jobs.plan.Population;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Routes that fill views, and answer when it is done.
 *
 * <pre>
 *   POST /v0/pipes/{pipe}/nodes/{node}/population    truncate=true makes the rows once more
 *   POST /v1/materializations/{name}/population      the same by pipe, target or pipe.node
 * </pre>
 */
final class PopulationRoutes implements Routes {
    private static final String TRUNCATE = "truncate";

    private final Populates populates;
    private final Lake lake;
    private final Supplier<Plan> plan;

    /** Of views of the live plan. */
    PopulationRoutes(Populates populates, Lake lake, Supplier<Plan> plan) {
        this.populates = populates;
        this.lake = lake;
        this.plan = plan;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.post(
                "/v0/pipes/{pipe}/nodes/{node}/population",
                context -> answer(context, context.pathParam("pipe") + "." + context.pathParam("node")));
        routes.post("/v1/materializations/{name}/population", context -> answer(context, context.pathParam("name")));
    }

    private void answer(Context context, String view) {
        boolean truncate = Boolean.parseBoolean(context.queryParam(TRUNCATE));
        try {
            ViewPlan found = Population.find(plan.get(), view);
            if (truncate) {
                populates.again(found, view);
            }
            Population population = Population.of(plan.get(), found, lake);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("kind", "populateview");
            body.put("status", truncate || population.filled() ? "done" : "working");
            body.put("view", population.view());
            body.put("datasource", population.target());
            body.put("by_copies", population.byCopies());
            body.put("blocks", population.blocks());
            body.put("rows", population.rows());
            body.put("no_op", !truncate);
            context.contentType("application/json; charset=utf-8").result(Json.text(body));
        } catch (PipitException e) {
            ErrorBody error = ErrorBody.of(e);
            context.status(error.status()).contentType("application/json").result(error.toJson());
        }
    }
}
