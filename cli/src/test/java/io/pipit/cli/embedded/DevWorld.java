package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** One {@code pipit dev} process on a copy of the example, and the ways in which people talk to it. */
final class DevWorld implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    final Path folder;
    final Path project;
    final PipitProcess pipit;

    DevWorld(Path folder) throws IOException {
        this.folder = folder;
        project = Files.createDirectory(folder.resolve("web-analytics"));
        copy(Cli.home().resolve("examples/web-analytics"), project);
        pipit = new PipitProcess(
                project,
                List.of(Cli.home().resolve("pipit").toString(), "dev", project.toString(), "--no-fixtures", "--port"));
    }

    void start() throws Exception {
        pipit.start();
        pipit.awaitReady(START);
    }

    @Override
    public void close() throws InterruptedException {
        pipit.close();
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("%s; output:%n%s", what, pipit.output())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    void refused(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = Json.tree(answer.body());
        assertThat(body.path("error").asText()).contains(word);
        assertThat(body.path("code").asText()).isNotEmpty();
    }

    CommandCall cli(String... arguments) {
        return CommandCall.of(told(arguments));
    }

    /** A command as people start it: by the script, in a process of its own. */
    Cli.Result script(String... arguments) throws Exception {
        return new Cli(folder).run(told(arguments));
    }

    private String[] told(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--host", "localhost:" + pipit.api("/").getPort()))
                .toArray(String[]::new);
    }

    String sql(String query) throws Exception {
        HttpResponse<String> answer = post("/v0/sql", query.contains("FORMAT") ? query : query + " FORMAT CSV");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(pipit.api(path)));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(pipit.api(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return pipit.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            // On a machine that is slow enough the server closes an idle connection just when it is used again.
            return pipit.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.toString().contains(".pipit")).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
