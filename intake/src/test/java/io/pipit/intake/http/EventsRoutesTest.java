package io.pipit.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.pipit.core.access.Access;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.FakeLog;
import io.pipit.intake.IntakeConfig;
import io.pipit.intake.Visibility;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsRoutesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FakeLog log = new FakeLog();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile CompletableFuture<Void> visible = CompletableFuture.completedFuture(null);
    private volatile Access access = Access.OPEN;
    private EventsIntake intake;
    private Javalin server;

    @BeforeEach
    void start() {
        IntakeConfig config = new IntakeConfig(5_000, 5_000, 20_000, 1, 1_000, 1_000, 1, 10, 100, Optional.empty(), 0);
        intake = new EventsIntake(config, log, Clock.systemUTC());
        TableSpec table = new TableSpec(
                "events",
                List.of(new Column("id", TypeParser.parse("UInt32"), "$.id", "")),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        intake.apply(Map.of("events", table), Set.of(), Map.of("events", FakeLog.TOPIC), ComputedDefaults.NONE);
        Visibility visibility = position -> visible;
        server = Javalin.create(c -> {
                    c.startup.showJavalinBanner = false;
                    c.routes.before(context -> context.attribute(Access.ATTRIBUTE, access));
                    new EventsRoutes(intake, visibility, config.visibleTimeoutMillis()).register(c.routes);
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        log.acknowledge();
        intake.close();
    }

    @Test
    void answersHowManyRowsWereTakenAndWhereTheyAre() throws Exception {
        HttpResponse<String> answer = post("name=events", "{\"id\":1}\n{\"id\":-1}\n");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"successful_rows\":1,\"quarantined_rows\":1}");
        assertThat(answer.headers().firstValue("X-Pipit-Position")).contains("topicA:0=1");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/json"));
    }

    @Test
    void aHolderOfATokenSendsToTheDataSourceThatItNamesOnly() throws Exception {
        access = scope -> {
            if (!scope.toString().equals("DATASOURCES:APPEND:events")) {
                throw new PipitException(ErrorCode.ACCESS_DENIED, "lacks " + scope);
            }
        };
        assertThat(post("name=events", "{\"id\":1}").statusCode()).isEqualTo(202);
        expectError(post("name=orders", "{}"), 403, "ACCESS_DENIED", "lacks DATASOURCES:APPEND:orders");
    }

    @Test
    void oneEventAsJson() throws Exception {
        HttpResponse<String> answer = post("name=events&format=json&token=anything", "{\n \"id\": 1\n}");
        assertThat(answer.body()).isEqualTo("{\"successful_rows\":1,\"quarantined_rows\":0}");
    }

    @Test
    void waitingEndsWhenTheRowsAreShown() throws Exception {
        assertThat(post("name=events&wait=true", "{\"id\":1}").statusCode()).isEqualTo(200);
        visible = new CompletableFuture<>();
        assertThat(post("name=events&wait=true", "{\"id\":1}").statusCode()).isEqualTo(202);
        visible = CompletableFuture.failedFuture(new IllegalStateException("reader restarts"));
        assertThat(post("name=events&wait=true", "{\"id\":1}").statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | {} | 400 | MISSING_PARAMETER | The parameter 'name' is missing",
                "name=evnts | {} | 404 | UNKNOWN_DATA_SOURCE | Did you mean 'events'?",
                "name=events&format=jsn | {} | 400 | INVALID_PARAMETER | Did you mean 'json'?",
                "name=events&wait=maybe | {} | 400 | INVALID_PARAMETER | it is true or false",
                "name=events | nonsense | 400 | INVALID_BODY | Line 1: not valid JSON",
                "name=events | `` | 400 | INVALID_BODY | It is empty.",
            })
    void mistakesGetAnErrorThatSaysWhatToDo(String query, String body, int status, String code, String text)
            throws Exception {
        expectError(post(query, body), status, code, text);
    }

    @Test
    void tooLargeAndUnreadableBodies() throws Exception {
        expectError(post("name=events", "x".repeat(6_000)), 413, "BODY_TOO_LARGE", "5,000 bytes");
        HttpRequest chunked = request("name=events")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(
                        List.of("x".repeat(6_000).getBytes())))
                .build();
        expectError(send(chunked), 413, "BODY_TOO_LARGE", "5,000 bytes");
        HttpRequest brotli = request("name=events")
                .header("Content-Encoding", "br")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        expectError(send(brotli), 415, "UNSUPPORTED_ENCODING", "Send the body as gzip, zstd or plain.");
    }

    @Test
    void aFullIntakeSaysWhenToComeBack() throws Exception {
        log.hold();
        String body = "{\"id\":1,\"x\":\"" + "x".repeat(4_900) + "\"}";
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(client.sendAsync(
                    request("name=events")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (intake.pendingBytes() < 4 * 4_900) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
        HttpResponse<String> answer = post("name=events", body);
        expectError(answer, 503, "INTAKE_FULL", "Retry-After");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        log.acknowledge();
        for (CompletableFuture<HttpResponse<String>> accepted : sent) {
            assertThat(accepted.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void failuresOfTheLogSayWhetherToRepeat() throws Exception {
        log.failWith(new PipitException(ErrorCode.LOG_UNAVAILABLE, "The log cannot be reached."));
        HttpResponse<String> answer = post("name=events", "{\"id\":1}");
        expectError(answer, 503, "LOG_UNAVAILABLE", "cannot be reached");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        log.failWith(new PipitException(ErrorCode.ACCEPTANCE_UNKNOWN, "It may be there."));
        expectError(post("name=events", "{\"id\":1}"), 500, "ACCEPTANCE_UNKNOWN", "It may be there.");
        log.failWith(new IllegalStateException("secret"));
        expectError(post("name=events", "{\"id\":1}"), 500, "INTERNAL", "unexpected way");
    }

    private void expectError(HttpResponse<String> answer, int status, String code, String text) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = MAPPER.readTree(answer.body());
        assertThat(body.path("code").asText()).isEqualTo(code);
        assertThat(body.path("error").asText()).contains(text).doesNotContain("secret");
        assertThat(body.path("documentation").asText()).startsWith("docs/errors.md#");
    }

    private HttpResponse<String> post(String query, String body) throws Exception {
        return send(
                request(query).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v0/events?" + query))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
