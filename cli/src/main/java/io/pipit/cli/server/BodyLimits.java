package io.pipit.cli.server;

import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.client.FixtureUpload;
import io.pipit.core.config.ServerSettings;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses bodies by the length that they announce, before anything of them is read. Files of rows are read in pieces and may be much larger
 * than what is held whole.
 */
final class BodyLimits implements Routes {
    private static final Set<String> FILES = Set.of("/v0/datasources", FixtureUpload.PATH);

    private final ServerSettings settings;

    BodyLimits(ServerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.before(context -> {
            if (context.req().getContentLengthLong() > maxBytes(context)) {
                throw new ContentTooLargeResponse();
            }
        });
    }

    /** The words for a body that is too large. */
    String refusal(Context context) {
        return String.format(
                Locale.ROOT,
                "The body is larger than the %,d bytes that server.%s allows. Send it in parts.",
                maxBytes(context),
                isFile(context) ? "max-file-size" : "max-body-size");
    }

    private long maxBytes(Context context) {
        return (isFile(context) ? settings.maxFileSize() : settings.maxBodySize()).bytes();
    }

    private static boolean isFile(Context context) {
        return context.method() == HandlerType.POST && FILES.contains(context.path());
    }
}
