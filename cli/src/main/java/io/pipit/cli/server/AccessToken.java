package io.pipit.cli.server;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.server.Holders.Holder;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.system.SystemTables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Refuses requests that do not carry the server's token, but for those that ask whether it lives; without a token it refuses none. Holders
 * of other tokens come as far as the routes of resources, which ask for the scope that they need.
 */
final class AccessToken implements Routes {
    private static final Set<String> OPEN = Set.of("/live", "/ready");
    /** These ask for scopes themselves. Everything else, also what is written in another way, needs the server's own token. */
    private static final Pattern SCOPED =
            Pattern.compile("POST /v0/events|POST /v0/datasources|(GET|POST) /v0/(sql|pipes/\\w+\\.\\w+)");

    private static final String BEARER = "Bearer ";

    private final byte[] digest;
    private final boolean needed;
    private final Holders holders;

    AccessToken(String token, Holders holders) {
        this.digest = digest(token.strip());
        this.needed = !token.isBlank();
        this.holders = holders;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        if (needed) {
            routes.before(this::check);
        }
    }

    private void check(Context context) {
        if (OPEN.contains(context.path())) {
            return;
        }
        String given = given(context);
        // Digests are compared, and to their end: so the time says nothing of the token.
        if (MessageDigest.isEqual(digest, digest(given))) {
            return;
        }
        if (given.isEmpty()) {
            throw denied("This server needs a token, and the request has none. Send 'Authorization: Bearer TOKEN' or"
                    + " '?token=TOKEN'; commands take --token, or PIPIT_TOKEN.");
        }
        Holder holder = holders.find(given)
                .orElseThrow(() -> denied("The request's token is not that of this server (server.token), nor one that"
                        + " 'pipit token ls' shows."));
        if (!SCOPED.matcher(context.method() + " " + context.path()).matches()) {
            throw denied("The token '" + holder.name() + "' may do " + scopes(holder) + ", and " + context.method()
                    + " " + context.path() + " needs the server's own token (server.token).");
        }
        Access access = scope -> require(holder, scope);
        context.attribute(Access.ATTRIBUTE, access);
    }

    private static void require(Holder holder, Scope scope) {
        if (SystemTables.has(scope.resource())) {
            throw denied("The token '" + holder.name() + "' may do " + scopes(holder) + ", and '" + scope.resource()
                    + "' is read with the server's own token (server.token) only, or by an endpoint over it.");
        }
        if (!scope.within(holder.scopes())) {
            throw denied("The token '" + holder.name() + "' lacks the scope " + scope + "; it may do " + scopes(holder)
                    + ". 'pipit token create static NAME --scope " + scope
                    + "' makes one that has it, and so does a line TOKEN in the file of the resource.");
        }
    }

    private static String scopes(Holder holder) {
        return holder.scopes().isEmpty()
                ? "nothing"
                : String.join(
                        ", ",
                        new TreeSet<>(holder.scopes())
                                .stream().map(Scope::toString).toList());
    }

    private static PipitException denied(String message) {
        return new PipitException(ErrorCode.ACCESS_DENIED, message);
    }

    private static String given(Context context) {
        String header = context.header("Authorization");
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        String parameter = context.queryParam("token");
        return parameter == null ? "" : parameter.strip();
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
