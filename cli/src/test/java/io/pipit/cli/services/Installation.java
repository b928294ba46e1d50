package io.pipit.cli.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import io.pipit.core.services.Service;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Processes of roles over services. They start side by side, and end side by side before the services do. */
public final class Installation implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration END = Duration.ofSeconds(90);

    private final LocalServices services;
    private final Path folder;
    private final String[] settings;
    private final List<PipitProcess> all = new ArrayList<>();
    private final AtomicInteger servicesKilled = new AtomicInteger();

    /** Nothing runs yet but the services, which are closed with it; each process gets a folder below {@code folder}, and these lines of settings. */
    public Installation(LocalServices services, Path folder, String... settings) {
        this.services = services;
        this.folder = folder;
        this.settings = settings.clone();
    }

    /** Starts two processes of a role; see {@link #awaitReady}. */
    public List<PipitProcess> two(String role) throws IOException {
        List<PipitProcess> two = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            PipitProcess process = ServerProcess.of(services, folder.resolve(role + i), role, settings);
            process.start();
            two.add(process);
        }
        all.addAll(two);
        return two;
    }

    /** Returns when all of them do what they are there for. */
    public void awaitReady() {
        all.forEach(process -> process.awaitReady(READY));
    }

    /** Deploys a project to one of them. */
    public void deploy(Path project, PipitProcess to) {
        CommandCall call = CommandCall.of(
                "deploy", project.toString(), "--host", to.api("").toString());
        assertThat(call.exitCode()).as("%s%n%s", call.printed(), output()).isZero();
        call.out().lines().reduce((a, b) -> b).ifPresent(said -> System.out.println("  " + said));
    }

    /** Whether a process leads; not, where it does not say so. */
    public static boolean leads(PipitProcess process) {
        return health(process).path("leads").asBoolean();
    }

    /** Returns when processes have the same version: one that did not say for seconds that it runs is not waited for by a deployment. */
    public void awaitSame(List<PipitProcess> processes) {
        long deadline = System.nanoTime() + READY.toNanos();
        while (processes.stream()
                        .map(p -> health(p).path("generation").asLong(-1))
                        .distinct()
                        .count()
                > 1) {
            assertThat(System.nanoTime()).as("the same version%n%s", output()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static JsonNode health(PipitProcess process) {
        try {
            HttpResponse<String> health = process.http()
                    .send(
                            HttpRequest.newBuilder(process.api("/health"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return Json.tree(health.body());
        } catch (IOException | IllegalArgumentException e) {
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MissingNode.getInstance();
        }
    }

    /** Kills a service; what was asked of any process meanwhile may have come to nothing. */
    public void kill(Service service) throws IOException, InterruptedException {
        servicesKilled.incrementAndGet();
        service.kill();
    }

    /** How often processes of it were started, and services killed. */
    public int lives() {
        return servicesKilled.get() + all.stream().mapToInt(PipitProcess::life).sum();
    }

    /** What all of them printed. */
    public String output() {
        return all.stream().map(PipitProcess::output).collect(Collectors.joining("\n== "));
    }

    /** Tells all of them to end, which they have to do in time while the services are there. */
    public void end() throws InterruptedException {
        all.forEach(PipitProcess::tellToEnd);
        for (PipitProcess process : all) {
            assertThat(process.ends(END)).as("%s", process.output()).isTrue();
        }
    }

    @Override
    public void close() throws Exception {
        try {
            all.forEach(PipitProcess::tellToEnd);
            for (PipitProcess process : all) {
                process.close();
            }
        } finally {
            services.close();
        }
    }
}
