package io.pipit.cli.server;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** Refuses requests that do not carry the server's token, but for those that ask whether it lives; without a token it refuses none. */
final class AccessToken implements Routes {
    private static final Set<String> OPEN = Set.of("/live", "/ready");
    private static final String BEARER = "Bearer ";

    private final byte[] digest;
    private final boolean needed;

    AccessToken(String token) {
        this.digest = digest(token.strip());
        this.needed = !token.isBlank();
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
        if (!MessageDigest.isEqual(digest, digest(given))) {
            throw new PipitException(
                    ErrorCode.ACCESS_DENIED,
                    given.isEmpty()
                            ? "This server needs a token, and the request has none. Send 'Authorization: Bearer TOKEN' or"
                                    + " '?token=TOKEN'; commands take --token, or PIPIT_TOKEN."
                            : "The request's token is not that of this server (server.token).");
        }
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
