package io.pipit.cli.embedded;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.cli.server.AbsentRoutes;
import io.pipit.cli.server.Routes;
import io.pipit.cli.tls.Trust;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Passes requests on to a process that does what this one does not: any process of an installation takes any request. */
final class Forwarding implements Routes {
    private static final String FORWARDED = "X-Pipit-Forwarded";
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", "host", "expect", "upgrade", "keep-alive");

    private final InstallationView others;
    private final Set<Role> own;
    private final HttpClient http;

    /** To others that are trusted, for what is not one's own role. */
    Forwarding(InstallationView others, Set<Role> own, Trust trust) {
        this.others = others;
        this.own = own;
        this.http = trust.client().connectTimeout(Duration.ofSeconds(2)).build();
    }

    /** To be added after the routes of this process: the first that fits is taken. */
    @Override
    public void addTo(JavalinDefaultRoutingApi routes) {
        for (String path : List.of("/v0/*", "/v1/*")) {
            routes.get(path, this::pass);
            routes.post(path, this::pass);
            routes.put(path, this::pass);
            routes.delete(path, this::pass);
        }
    }

    private void pass(Context context) throws IOException {
        Role role = role(context.method().name(), context.path());
        if (context.header(FORWARDED) != null || own.contains(role) && role != Role.SCHEDULE) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    AbsentRoutes.refusal(context.method().name(), context.path()));
        }
        byte[] body = context.bodyAsBytes();
        for (String url : others.urls(role)) {
            Optional<HttpResponse<InputStream>> answer = send(context, url, body);
            if (answer.isPresent()) {
                answer(context, answer.get());
                return;
            }
        }
        throw new PipitException(
                ErrorCode.NOT_READY,
                "No process " + doing(role) + " at the moment (role " + role + "). Try again in some seconds.");
    }

    /** Who answers a path. */
    static Role role(String method, String path) {
        String[] parts = path.split("/", -1);
        if (path.equals("/v0/events")) {
            return Role.INTAKE;
        }
        boolean endpoint = parts.length == 4 && path.startsWith("/v0/pipes/");
        boolean one = parts.length == 4 && path.startsWith("/v0/datasources/");
        boolean catalogue = method.equals("GET") && (path.equals("/v0/datasources") || one || path.equals("/v0/pipes"));
        return endpoint || catalogue || path.equals("/v0/sql") ? Role.SERVE : Role.SCHEDULE;
    }

    private static String doing(Role role) {
        return switch (role) {
            case INTAKE -> "takes events";
            case SERVE -> "answers queries";
            default -> "leads";
        };
    }

    /** Nothing when the process cannot be reached: then it has not seen the request. */
    private Optional<HttpResponse<InputStream>> send(Context context, String url, byte[] body) {
        String query = context.queryString() == null ? "" : "?" + context.queryString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url + context.req().getRequestURI() + query))
                .header(FORWARDED, "1")
                .method(
                        context.method().name(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        context.headerMap().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        try {
            return Optional.of(http.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return Optional.empty();
        } catch (SSLException e) {
            throw new PipitException(
                    ErrorCode.NOT_READY,
                    "The process at " + url + " was asked nothing: its certificate is not accepted (" + e.getMessage()
                            + "). See server.tls.ca of this process, and server.advertised-address of the other one.",
                    e);
        } catch (IOException e) {
            throw broken(context, url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.NOT_READY, "The server is stopping.", e);
        }
    }

    /** To ask is without harm. */
    private static PipitException broken(Context context, String url, IOException e) {
        String what = "The process at " + url + " ended while it answered";
        return context.method() == HandlerType.GET
                ? new PipitException(ErrorCode.NOT_READY, what + ". Try again in some seconds.", e)
                : new PipitException(
                        ErrorCode.ACCEPTANCE_UNKNOWN,
                        what + ": whether it did what was asked is not known. Look whether it did ('pipit job ls',"
                                + " 'pipit deployment ls'), and ask again where it did not; what has an Idempotency-Key may be"
                                + " sent again as it is.",
                        e);
    }

    private static void answer(Context context, HttpResponse<InputStream> answer) {
        context.status(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> context.header(name, value));
            }
        });
        context.result(answer.body());
    }
}
