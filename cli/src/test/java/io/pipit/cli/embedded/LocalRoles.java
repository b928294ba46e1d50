package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.services.LocalServices;
import io.pipit.cli.tls.Trust;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.log.embedded.TestCertificate;
import io.pipit.core.project.Plan;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes of an installation of roles, all within the test's own process. */
final class LocalRoles implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 180;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Map<String, String> tls = new HashMap<>();
    private HttpClient http = HttpClient.newHttpClient();
    private final LocalServices services;
    private final Path project;
    private final Path states;
    private final Deque<RoleProcess> started = new ArrayDeque<>();

    LocalRoles(LocalServices services, Path project, Path states) {
        this.services = services;
        this.project = project;
        this.states = states;
    }

    /** All of them speak TLS from now on, with one certificate that they are told to trust. */
    LocalRoles secured(TestCertificate certificate) throws IOException {
        Path authority = Files.writeString(states.resolve("authority.pem"), certificate.pem());
        tls.put("server.tls.keystore", certificate.store().toString());
        tls.put("server.tls.password", certificate.password());
        tls.put("server.tls.ca", authority.toString());
        http = Trust.authorities("authority", authority.toString()).client().build();
        return this;
    }

    /** Starts one, which begins with the project's files where nothing is live yet. */
    RoleProcess start(Role role, String name) throws IOException {
        Map<String, String> flags = new HashMap<>(services.settings());
        flags.putAll(Map.of(
                "server.port", "0", "speed.commit-interval", "1s", "memory.engine", "200MB", "server.token", TOKEN));
        flags.putAll(tls);
        PipitConfig config = ConfigReader.read(project, Map.of(), flags);
        Plan plan = new ProjectCompile().plan(new ProjectFolder(project).read());
        RoleProcess process = RoleProcess.start(
                config,
                StateFolder.open(states.resolve(name)),
                role,
                plan.files().variables(),
                (own, others) -> EmbeddedStack.start(
                        own,
                        CronConfigs.Place.NONE,
                        StateFolder.open(states.resolve(name + "-lead")),
                        plan,
                        new Progress(new PrintWriter(new StringWriter())),
                        StackHooks.NONE,
                        Optional.of(others)));
        started.push(process);
        return process;
    }

    /** Ends one, as a signal does. */
    void end(RoleProcess process) {
        started.remove(process);
        process.close();
    }

    /** Returns when all do what they are there for. */
    void awaitReady() {
        started.forEach(process ->
                await("ready", () -> process.obstacles().isEmpty() ? "" : String.join("; ", process.obstacles())));
    }

    HttpResponse<String> post(RoleProcess to, String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(to, path)
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(RoleProcess from, String path) throws IOException, InterruptedException {
        return http.send(
                request(from, path).header("Authorization", "Bearer " + TOKEN).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A request without the token. */
    HttpResponse<String> stranger(RoleProcess from, String path) throws IOException, InterruptedException {
        return http.send(request(from, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The same with somebody's token, and a body. */
    HttpResponse<String> stranger(RoleProcess to, String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(to, path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(RoleProcess process, String path) {
        String scheme = tls.isEmpty() ? "http" : "https";
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + process.port() + path));
    }

    String sql(RoleProcess at, String query) throws IOException, InterruptedException {
        return post(at, "/v0/sql", query + " FORMAT CSV").body().strip();
    }

    interface Obstacle {
        /** The empty text when there is none. */
        String now() throws Exception;
    }

    static void await(String what, Obstacle obstacle) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String now;
            try {
                now = obstacle.now();
            } catch (Exception e) {
                now = e.toString();
            }
            if (now.isEmpty()) {
                return;
            }
            assertThat(System.nanoTime()).as("%s: %s", what, now).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
