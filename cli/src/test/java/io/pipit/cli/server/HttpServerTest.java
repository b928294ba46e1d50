package io.pipit.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.cli.client.ApiClient;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.config.TlsSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final String TOKEN = "0123456789abcdef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> obstacles = new ArrayList<>();
    private HttpServer server;
    private HttpServer guarded;

    @BeforeEach
    void start() {
        Health health = new Health() {
            @Override
            public List<String> obstacles() {
                return obstacles;
            }

            @Override
            public Map<String, Object> details() {
                return Map.of("part", "fine");
            }
        };
        Routes routes = api -> {
            api.get("/echo", context -> context.result("token " + context.header("Authorization")));
            api.post("/size", context -> context.result(Integer.toString(context.bodyAsBytes().length)));
            api.post(
                    "/v0/datasources",
                    context -> context.result("" + context.bodyInputStream().readAllBytes().length));
            api.get("/refused", context -> {
                throw new PipitException(ErrorCode.INTAKE_FULL, "Full.");
            });
            api.get("/broken", context -> {
                throw new IllegalStateException("secret detail");
            });
        };
        server = HttpServer.start(settings("127.0.0.1", "", 0), health, List.of(routes));
        guarded = HttpServer.start(settings("127.0.0.1", TOKEN, 0), health, List.of(routes));
    }

    @AfterEach
    void stop() {
        server.close();
        guarded.close();
    }

    @Test
    void localhostReachesItAndATokenIsAccepted() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/echo")).header("Authorization", "Bearer abc"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("token Bearer abc");
    }

    @Test
    void healthGivesReasons() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).contains("\"status\":\"ready\"", "\"part\":\"fine\"");
        obstacles.add("The log is away.");
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).contains("not ready", "The log is away.");
    }

    @Test
    void anUnknownRouteIsAnsweredInTheEstablishedShape() throws Exception {
        HttpResponse<String> answer = get("/v0/nope");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.body()).contains("\"error\":\"There is no GET /v0/nope.", "\"code\":\"UNKNOWN_RESOURCE\"");
    }

    @Test
    void failuresOfRoutesKeepTheirCode() throws Exception {
        HttpResponse<String> answer = get("/refused");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("\"error\":\"Full.\"", "INTAKE_FULL");
        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(get("/broken").body()).contains("INTERNAL").doesNotContain("secret detail");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/size")).POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1001]));
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body())
                .contains("larger than the 1,000 bytes that server.max-body-size allows", "BODY_TOO_LARGE");
    }

    @Test
    void filesMayBeLargerThanWhatIsHeldWhole() throws Exception {
        HttpResponse<String> taken = send(HttpRequest.newBuilder(uri("/v0/datasources?name=a"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5000])));
        assertThat(taken.body()).isEqualTo("5000");
        HttpResponse<String> refused = send(HttpRequest.newBuilder(uri("/v0/datasources?name=a"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5001])));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("5,000 bytes that server.max-file-size allows");
    }

    @Test
    void aPortInUseIsNamed() {
        assertThatThrownBy(() -> BindAddress.check(settings("127.0.0.1", "", server.port())))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE))
                .hasMessageContaining("Port " + server.port() + " is in use")
                .hasMessageContaining("--port");
    }

    @Test
    void addressesThatOthersReachAreRefused() {
        for (String address : List.of("0.0.0.0", "192.0.2.1", "::")) {
            assertThatThrownBy(() -> BindAddress.check(settings(address, "", 0)))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_REFUSED))
                    .hasMessageContaining("there is no token");
        }
    }

    @Test
    void aTokenIsAskedForByEveryRouteButThoseOfLife() throws Exception {
        for (String path : List.of("/echo", "/health", "/v0/nope", "/echo?token=", "/echo?token=0123456789abcdeF")) {
            HttpResponse<String> answer = send(guarded(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).contains("ACCESS_DENIED", "token").doesNotContain(TOKEN);
        }
        assertThat(send(guarded("/echo").header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(403);
        HttpRequest.Builder large = guarded("/size").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1001]));
        assertThat(send(large).statusCode()).isEqualTo(403);
        assertThat(send(guarded("/live")).statusCode()).isEqualTo(200);
        assertThat(send(guarded("/ready")).body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(send(guarded("/echo?token=" + TOKEN)).statusCode()).isEqualTo(200);
        assertThat(send(guarded("/echo").header("Authorization", "bearer " + TOKEN))
                        .statusCode())
                .isEqualTo(200);
        assertThat(new ApiClient(guardedUri("/"), TOKEN).get("/echo").body()).contains("Bearer " + TOKEN);
    }

    @Test
    void tokensThatCanBeGuessedAreNone() {
        for (String token : List.of("short", "with a space in it", "ünïcödeünïcödeünïcöde")) {
            assertThatThrownBy(() -> BindAddress.check(settings("0.0.0.0", token, 0)))
                    .isInstanceOfSatisfying(
                            PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                    .hasMessageNotContaining(token);
        }
        assertThatThrownBy(() -> BindAddress.check(settings("192.0.2.1", TOKEN, 0)))
                .hasMessageContaining("no address of this machine");
    }

    @Test
    void othersReachAServerByItsAdvertisedAddress() {
        assertThat(BindAddress.advertised(settings("127.0.0.1", "", 0))).isEqualTo("127.0.0.1");
        assertThat(BindAddress.advertised(settings("0.0.0.0", TOKEN, 0))).isNotEqualTo("0.0.0.0");
        assertThat(BindAddress.advertised(new ServerSettings(
                        "0.0.0.0",
                        "intake-1.example",
                        TOKEN,
                        0,
                        0,
                        new ByteSize(1000),
                        new ByteSize(5000),
                        8,
                        TlsSettings.NONE)))
                .isEqualTo("intake-1.example");
    }

    private static ServerSettings settings(String address, String token, int port) {
        return new ServerSettings(
                address, "", token, port, 0, new ByteSize(1000), new ByteSize(5000), 8, TlsSettings.NONE);
    }

    private HttpRequest.Builder guarded(String path) {
        return HttpRequest.newBuilder(guardedUri(path));
    }

    private URI guardedUri(String path) {
        return URI.create("http://localhost:" + guarded.port() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }
}
