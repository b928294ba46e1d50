package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.tls.Trust;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Speaks to a running stack. Answers of status 400 and above become {@code PipitException} with the server's own words. */
public final class ApiClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration FILE_TIMEOUT = Duration.ofHours(2);

    private static final String KEY = "Idempotency-Key";
    private static final String AUTHOR = "X-Pipit-Author";

    private final URI host;
    private final String token;
    private final HttpClient http;

    /** To the stack at this address, which has no token. */
    public ApiClient(URI host) {
        this(host, "");
    }

    /** To the stack at this address, with its token; the empty text for none. */
    public ApiClient(URI host, String token) {
        this(host, token, Trust.USUAL);
    }

    /** The same, to a stack that may speak TLS. */
    public ApiClient(URI host, String token, Trust trust) {
        this.host = host;
        this.token = token.strip();
        this.http = trust.client(host).connectTimeout(CONNECT_TIMEOUT).build();
    }

    /** The answer to a GET. */
    public HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    /** The answer to a POST of text. */
    public HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** The answer to a POST that may be repeated under a key. */
    public HttpResponse<String> postKeyed(String path, String idempotencyKey) {
        return send(request(path)
                .header(KEY, idempotencyKey)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** The answer to a DELETE. */
    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** The answer to a POST of NDJSON. */
    public HttpResponse<String> postEvents(String path, byte[] lines) {
        return send(request(path)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                .build());
    }

    /** The answer to a POST of a body, which may take long to work on. */
    public HttpResponse<String> postForm(String path, String contentType, byte[] body) {
        return send(request(path)
                .timeout(FILE_TIMEOUT)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /** The answer to a POST of a form with files, which may take long to work on, and may be repeated under a key. */
    public HttpResponse<String> postForm(String path, String contentType, byte[] body, String idempotencyKey) {
        return send(request(path)
                .timeout(FILE_TIMEOUT)
                .header("Content-Type", contentType)
                .header(KEY, idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /** The answer to a POST of a form, whose members are encoded. */
    public HttpResponse<String> postForm(String path, String members) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(members))
                .build());
    }

    /** The answer to a POST of a file, however large it is. */
    public HttpResponse<String> postFile(String path, Path file, String coding, String idempotencyKey) {
        try {
            return send(request(path)
                    .timeout(FILE_TIMEOUT)
                    .header("Content-Type", "application/octet-stream")
                    .header("Content-Encoding", coding)
                    .header(KEY, idempotencyKey)
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build());
        } catch (FileNotFoundException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, "There is no file '" + file + "'.", e);
        }
    }

    /** Who runs this command; headers take plain letters only. */
    private static String author() {
        return System.getProperty("user.name", "unknown").replaceAll("[^\\x21-\\x7e]", "?");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(host.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header(AUTHOR, author());
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() >= 400) {
                throw refused(response);
            }
            return response;
        } catch (ConnectException e) {
            throw unreachable(e);
        } catch (SSLException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.SERVER_UNREACHABLE,
                    "The connection to " + host + " broke: " + e.getMessage() + "." + perhapsTls(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for " + host + ".", e);
        }
    }

    private PipitException unreachable(ConnectException cause) {
        return new PipitException(
                ErrorCode.SERVER_UNREACHABLE,
                "Nothing answers at " + host
                        + ". Start the stack with 'pipit dev DIR' (or 'pipit demo'), or say with --host where it runs.",
                cause);
    }

    private PipitException refused(SSLException cause) {
        boolean plain = String.valueOf(cause.getMessage()).contains("SSL message");
        return new PipitException(
                ErrorCode.SERVER_UNREACHABLE,
                plain
                        ? "The server at " + host
                                + " does not speak TLS. Say http:// in --host, or give it a certificate"
                                + " (server.tls.certificate)."
                        : "The certificate of " + host + " is not accepted: " + cause.getMessage()
                                + ". Say with --ca FILE (PEM; or PIPIT_CA) which authority signed it, and in --host a name"
                                + " that is in it.",
                cause);
    }

    /** A server that waits for TLS answers in a way that is not HTTP, or not at all. */
    private String perhapsTls(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean strange = message.contains("status line") || message.contains("received no bytes");
        return strange && "http".equals(host.getScheme()) ? " If the server speaks TLS, say https:// in --host." : "";
    }

    private static PipitException refused(HttpResponse<String> response) {
        try {
            JsonNode body = Json.tree(response.body());
            return new PipitException(
                    ErrorCode.named(body.path("code").asText()),
                    body.path("error").asText(response.body()));
        } catch (IllegalArgumentException e) {
            boolean gateway = response.statusCode() >= 502 && response.statusCode() <= 504;
            return new PipitException(
                    gateway ? ErrorCode.SERVER_UNREACHABLE : ErrorCode.INTERNAL,
                    "Status " + response.statusCode() + ": " + response.body().strip(),
                    e);
        }
    }
}
