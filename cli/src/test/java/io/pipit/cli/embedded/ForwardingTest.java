package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.pipit.cli.client.Json;
import io.pipit.cli.tls.Trust;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.PipitException;
import io.pipit.core.network.FreePort;
import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.installation.Processes.Seen;
import io.pipit.jobs.store.JobsDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered while nobody leads. */
class ForwardingTest {
    private static final String DEPLOYMENTS = "/v1/deployments";

    @TempDir
    private Path folder;

    private JobsDatabase database;
    private Processes processes;
    private Javalin server;

    @BeforeEach
    void start() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "", "");
        processes = new Processes(database);
        Forwarding forwarding = new Forwarding(new InstallationView(processes), Set.of(Role.INTAKE), Trust.USUAL);
        server = Javalin.create(config -> {
                    forwarding.addTo(config.routes);
                    config.routes.exception(PipitException.class, (e, context) -> {
                        ErrorBody body = ErrorBody.of(e);
                        context.status(body.status()).result(body.toJson());
                    });
                })
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
        database.close();
    }

    @Test
    void withNobodyWhoLeadsARequestMayBeSentAgain() throws Exception {
        HttpResponse<String> answer = send("POST");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Json.tree(answer.body()).path("error").asText())
                .isEqualTo("No process leads at the moment (role schedule). Try again in some seconds.");
    }

    @Test
    void aLeaderThatIsGoneHasNotSeenTheRequest() throws Exception {
        leads("http://127.0.0.1:" + FreePort.find());
        assertThat(send("POST").statusCode()).isEqualTo(503);
    }

    @Test
    void aLeaderThatEndsMeanwhileMayHaveDoneItButAQuestionMayBeAskedAgain() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            Thread deaths = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket one = dying.accept()) {
                            one.getInputStream().read();
                        }
                    }
                } catch (java.io.IOException e) {
                    // closed by the test
                }
            });
            deaths.setDaemon(true);
            deaths.start();
            leads("http://127.0.0.1:" + dying.getLocalPort());

            HttpResponse<String> question = send("GET");
            assertThat(question.statusCode()).isEqualTo(503);
            assertThat(Json.tree(question.body()).path("code").asText()).isEqualTo("NOT_READY");
            HttpResponse<String> action = send("POST");
            assertThat(Json.tree(action.body()).path("code").asText()).isEqualTo("ACCEPTANCE_UNKNOWN");
            assertThat(action.body()).contains("Idempotency-Key", "pipit deployment ls");
        }
    }

    @Test
    void oneDataSourceIsAskedWhereTheListIs() {
        assertThat(Forwarding.role("GET", "/v0/datasources/orders")).isEqualTo(Role.SERVE);
        assertThat(Forwarding.role("GET", "/v0/datasources/orders/history")).isEqualTo(Role.SCHEDULE);
        assertThat(Forwarding.role("POST", "/v0/datasources")).isEqualTo(Role.SCHEDULE);
    }

    private void leads(String url) {
        processes.say(new Seen("one", Set.of("schedule"), url, url, 0, 0));
    }

    private HttpResponse<String> send(String method) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + DEPLOYMENTS);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
