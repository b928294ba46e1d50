package io.pipit.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.server.Holders.Holder;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.config.ByteSize;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.config.TlsSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holders of tokens of resources come through to. */
class AccessTokenTest {
    private static final String OWN = "0123456789abcdef";
    private static final String HELD = "p.dashboard";

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() {
        Health health = new Health() {
            @Override
            public List<String> obstacles() {
                return List.of();
            }

            @Override
            public Map<String, Object> details() {
                return Map.of();
            }
        };
        Routes routes = api -> {
            api.get("/v0/pipes/{file}", context -> {
                String pipe = context.pathParam("file").replaceFirst("\\..*", "");
                Access.of(context.attribute(Access.ATTRIBUTE)).require(Scope.parse("PIPES:READ:" + pipe));
                context.result("shown");
            });
            api.get("/v0/sql", context -> {
                String table = context.queryParam("table");
                Access.of(context.attribute(Access.ATTRIBUTE)).require(Scope.parse("DATASOURCES:READ:" + table));
                context.result("shown");
            });
            api.get("/v0/jobs", context -> context.result("all"));
            api.get("/v0/sql/more", context -> context.result("all"));
        };
        Holders holders = token -> token.equals(HELD)
                ? Optional.of(new Holder("dashboard", List.of(Scope.parse("PIPES:READ:top"))))
                : Optional.empty();
        ServerSettings settings = new ServerSettings(
                "127.0.0.1", "", OWN, 0, 0, new ByteSize(1_000), new ByteSize(5000), 8, TlsSettings.NONE);
        server = HttpServer.start(settings, health, holders, List.of(routes));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHolderDoesWhatTheScopesSay() throws Exception {
        assertThat(get("/v0/pipes/top.json", HELD).body()).isEqualTo("shown");
        assertThat(get("/v0/pipes/top.json?token=" + HELD, "").body()).isEqualTo("shown");
        refused("/v0/sql?table=orders", HELD, "lacks the scope DATASOURCES:READ:orders");
        refused("/v0/sql?table=pipit.jobs_log", HELD, "'pipit.jobs_log' is read with the server's own token");
        refused("/v0/pipes/other.json", HELD, "'dashboard' lacks the scope PIPES:READ:other");
        assertThat(get("/v0/pipes/other.json", OWN).body()).isEqualTo("shown");
    }

    @Test
    void everythingElseNeedsTheServersOwnToken() throws Exception {
        for (String path : List.of(
                "/v0/jobs",
                "/v0/sql/more",
                "/v0/tokens",
                "/v1/deployments",
                "/health",
                "/metrics",
                "/v0/pipes",
                "/v0/pipes/top",
                "/v0/pipes/top%2Ejson",
                "//v0/pipes/top.json")) {
            refused(path, HELD, "needs the server's own token");
        }
        refused("/v0/pipes/top.json", "p.other", "pipit token ls");
        assertThat(get("/v0/jobs", OWN).body()).isEqualTo("all");
    }

    private void refused(String path, String token, String word) throws Exception {
        HttpResponse<String> answer = get(path, token);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("ACCESS_DENIED", word).doesNotContain(token);
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
