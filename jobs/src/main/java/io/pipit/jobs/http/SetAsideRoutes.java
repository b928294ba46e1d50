package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.FedTables;
import io.pipit.jobs.copy.FedTables.Fed;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.mutation.RowChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Routes of the blocks that views could not take.
 *
 * <pre>
 *   GET  /v0/set-aside               which blocks lack in which tables, and why; datasource=NAME for one landing data source
 *   POST /v0/set-aside/NAME/replay   runs the views of this data source on them once more: a job
 * </pre>
 */
public final class SetAsideRoutes {
    private final Lake lake;
    private final RowChanges changes;
    private final Supplier<Plan> plan;

    /** Routes to what the coverage of this lake's tables says. */
    public SetAsideRoutes(Lake lake, RowChanges changes, Supplier<Plan> plan) {
        this.lake = lake;
        this.changes = changes;
        this.plan = plan;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/set-aside", JsonAnswers.handler(this::list));
        routes.post("/v0/set-aside/{name}/replay", JsonAnswers.handler(this::replay));
    }

    private void replay(Context context) {
        RowChange change =
                changes.start(RowChange.Kind.SET_ASIDE, context.pathParam("name"), "", RowChange.Source.NONE);
        JsonAnswers.answer(context, ChangeObject.of(change, context.scheme() + "://" + context.host()));
    }

    private void list(Context context) {
        Optional<String> source = JsonAnswers.parameter(context, "datasource");
        Map<String, Map<String, FeedCoverage>> coverages = new HashMap<>();
        List<Map<String, Object>> blocks = new ArrayList<>();
        for (Fed fed : FedTables.of(plan.get())) {
            if (source.isEmpty() || source.get().equals(fed.landing())) {
                FeedCoverage held =
                        coverages.computeIfAbsent(fed.table(), this::coverage).get(fed.feed());
                if (held != null) {
                    held.setAside().forEach(block -> blocks.add(object(fed, block)));
                }
            }
        }
        JsonAnswers.answer(context, Map.of("blocks", blocks));
    }

    private Map<String, FeedCoverage> coverage(String table) {
        return lake.find(table)
                .<Map<String, FeedCoverage>>map(t -> t.refresh().coverage().feeds())
                .orElse(Map.of());
    }

    private static Map<String, Object> object(Fed fed, FeedCoverage.SetAsideBlock block) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("table", fed.table());
        object.put("feed", fed.feed());
        object.put("datasource", fed.landing());
        object.put("partition", block.partition().partition());
        object.put("offset", block.offset());
        object.put("error", block.error());
        return object;
    }
}
