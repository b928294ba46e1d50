package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.token.StaticToken;
import io.pipit.jobs.token.TokenStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tokens of resources. Only the server's own token may use these routes.
 *
 * <pre>
 *   GET    /v0/tokens                  all, without their values
 *   POST   /v0/tokens?name=&scope=     makes one; scope may be repeated, and is PIPES:READ:NAME, DATASOURCES:READ:NAME or
 *                                      DATASOURCES:APPEND:NAME
 *   GET    /v0/tokens/{name}           one, with its value
 *   PUT    /v0/tokens/{name}?scope=    lets it do these, besides what the project's files say
 *   POST   /v0/tokens/{name}/refresh   gives it another value
 *   DELETE /v0/tokens/{name}
 * </pre>
 */
public final class TokenRoutes {
    private static final String NAME = "name";
    private static final String SCOPE = "scope";
    private static final int LONGEST_NAME = 200;

    private final TokenStore store;
    private final Supplier<Plan> plan;

    /** Over a store, with scopes of what a plan has. */
    public TokenRoutes(TokenStore store, Supplier<Plan> plan) {
        this.store = store;
        this.plan = plan;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/v0/tokens", JsonAnswers.handler(this::list));
        routes.post("/v0/tokens", JsonAnswers.handler(this::create));
        routes.get("/v0/tokens/{name}", JsonAnswers.handler(c -> whole(c, store.find(name(c)))));
        routes.put("/v0/tokens/{name}", JsonAnswers.handler(c -> whole(c, store.grant(name(c), scopes(c)))));
        routes.post("/v0/tokens/{name}/refresh", JsonAnswers.handler(c -> whole(c, store.refresh(name(c)))));
        routes.delete("/v0/tokens/{name}", JsonAnswers.handler(this::remove));
    }

    private void list(Context context) {
        JsonAnswers.answer(
                context,
                Map.of("tokens", store.all().stream().map(TokenRoutes::object).toList()));
    }

    private void create(Context context) {
        String name = JsonAnswers.parameter(context, NAME).map(String::strip).orElse("");
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.contains("/")) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "A token has a name of 1 to " + LONGEST_NAME + " characters without '/'; '" + name + "' is none.");
        }
        whole(context, store.create(name, scopes(context)));
    }

    private void remove(Context context) {
        store.remove(name(context));
        JsonAnswers.answer(context, Map.of(NAME, name(context)));
    }

    private List<Scope> scopes(Context context) {
        List<Scope> scopes =
                context.queryParams(SCOPE).stream().map(Scope::parse).toList();
        if (scopes.isEmpty()) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "The parameter 'scope' is missing: say what the token may do, as in scope=PIPES:READ:top_pages.");
        }
        scopes.forEach(this::check);
        return scopes;
    }

    private void check(Scope scope) {
        boolean pipe = scope.right() == Right.PIPES_READ;
        Collection<String> names =
                pipe ? plan.get().endpoints().keySet() : plan.get().tables().keySet();
        if (!names.contains(scope.resource())) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "There is no " + (pipe ? "endpoint" : "data source") + " '" + scope.resource() + "' for the scope "
                            + scope + "." + NearestName.hint(scope.resource(), names));
        }
    }

    private static String name(Context context) {
        return context.pathParam(NAME);
    }

    private static void whole(Context context, StaticToken token) {
        Map<String, Object> object = object(token);
        object.put("token", token.value());
        JsonAnswers.answer(context, object);
    }

    private static Map<String, Object> object(StaticToken token) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", token.name());
        object.put(NAME, token.name());
        object.put(
                "scopes",
                token.scopes().stream()
                        .map(scope -> Map.of(
                                "type", scope.right().text(),
                                "resource", scope.resource(),
                                "origin", token.declared().contains(scope) ? "file" : "command"))
                        .toList());
        object.put("created_at", JsonAnswers.time(token.createdMillis()));
        return object;
    }
}
