package io.pipit.cli.server;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /health}, also as {@code /ready}: 200 when events are accepted and endpoints answer, else 503 with the reasons. {@code GET
 * /live}: 200 while the process answers at all. Where a token is asked for, {@code /ready} needs none, and gives no reasons.
 */
final class HealthRoute implements Routes {
    private final Health health;
    private final boolean secret;

    HealthRoute(Health health, boolean secret) {
        this.health = health;
        this.secret = secret;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/health", this::answer);
        routes.get("/ready", secret ? this::answerBriefly : this::answer);
        routes.get("/live", context -> context.result("{\"status\":\"live\"}"));
    }

    private void answerBriefly(Context context) {
        boolean ready = health.obstacles().isEmpty();
        context.status(ready ? 200 : 503).result(Json.text(Map.of("status", ready ? "ready" : "not ready")));
    }

    private void answer(Context context) {
        List<String> obstacles = health.obstacles();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", obstacles.isEmpty() ? "ready" : "not ready");
        body.put("reasons", obstacles);
        body.putAll(health.details());
        context.status(obstacles.isEmpty() ? 200 : 503)
                .contentType("application/json; charset=utf-8")
                .result(Json.text(body));
    }
}
