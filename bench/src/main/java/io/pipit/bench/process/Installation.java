package io.pipit.bench.process;

import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.peer.BrokerPeer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pipit server} once in each role, over a broker in a process of its own and a database that is there. */
public final class Installation implements AutoCloseable {
    private static final String BROKER_HEAP = "512m";

    private final Setup setup;
    private final Path project;
    private final Deque<Child> started = new ArrayDeque<>();
    private final Map<String, Child> roles = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    private Installation(Setup setup, Path project) {
        this.setup = setup;
        this.project = project;
    }

    /** Starts a project, and waits until each process does what it is there for. */
    public static Installation start(Setup setup, Path project, String databaseUrl) {
        Installation installation = new Installation(setup, project);
        try {
            Path folder = setup.folder("installation");
            Child broker = Child.start(
                    JavaCommand.own(
                            BrokerPeer.class,
                            BROKER_HEAP,
                            folder.resolve("kafka").toString()),
                    Map.of(),
                    setup.home());
            installation.started.push(broker);
            List<String> settings = List.of(
                    "kafka.bootstrap-servers=" + broker.await("BROKER"),
                    "kafka.replication-factor=1",
                    "catalog.uri=" + databaseUrl,
                    "database.uri=" + databaseUrl,
                    "warehouse.uri=" + folder.resolve("warehouse"));
            for (String role : List.of("schedule", "intake", "serve")) {
                installation.start(role, folder.resolve(role), settings);
            }
            installation.ports.values().forEach(Installation::awaitReady);
            return installation;
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    private void start(String role, Path state, List<String> settings) {
        int port = PipitServer.freePort();
        List<String> command = new ArrayList<>(List.of(
                setup.home().resolve("pipit").toString(), "server", project.toString(), "--role", role, "--port"));
        command.addAll(List.of(Integer.toString(port), "--state", state.toString()));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        String options = System.getenv().getOrDefault("PIPIT_JAVA_OPTS", "");
        Child child = Child.start(command, Map.of("PIPIT_JAVA_OPTS", options), setup.home());
        started.push(child);
        child.await("Role " + role + " listens");
        child.ignoreOutput();
        roles.put(role, child);
        ports.put(role, port);
    }

    private static void awaitReady(int port) {
        Http http = new Http(port);
        while (!http.answers("/ready")) {
            PipitServer.pause(200);
        }
    }

    /** Where the process of a role listens. */
    public int port(String role) {
        return ports.get(role);
    }

    /** What the process of a role has taken. */
    public ProcessTree tree(String role) {
        return roles.get(role).tree();
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
