package io.pipit.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.network.FreePort;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.ClusterAddress;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobJar;
import io.pipit.jobs.flink.install.LibFolder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink cluster of processes on loopback: Flink from the jars of the test's class path, and a {@code lib/} folder as a user prepares it.
 * Pipit's own classes come with each job.
 */
public final class FlinkProcesses implements AutoCloseable {
    private static final int SLOTS = 3;
    private static final String NAME = "taskmanager-";
    private static final List<String> OPENS = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");
    /** Processes that live for a minute: what is checked or collected to be fast later does not come back. */
    private static final List<String> SHORT_LIFE = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=256m",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    /** Without the scripts of the distribution a TaskManager must be told every size. */
    private static final Map<String, String> TASK_MANAGER = Map.ofEntries(
            Map.entry("taskmanager.cpu.cores", "1.0"),
            Map.entry("taskmanager.memory.framework.heap.size", "128m"),
            Map.entry("taskmanager.memory.framework.off-heap.size", "128m"),
            Map.entry("taskmanager.memory.task.heap.size", "384m"),
            Map.entry("taskmanager.memory.task.off-heap.size", "512m"),
            Map.entry("taskmanager.memory.network.min", "64m"),
            Map.entry("taskmanager.memory.network.max", "64m"),
            Map.entry("taskmanager.memory.managed.size", "16m"),
            Map.entry("taskmanager.memory.jvm-metaspace.size", "256m"),
            Map.entry("taskmanager.memory.jvm-overhead.min", "192m"),
            Map.entry("taskmanager.memory.jvm-overhead.max", "192m"));

    /** What Flink's distribution brings along. */
    private static final Pattern FLINK =
            Pattern.compile("(flink-(?!test|.*tests).*|kryo|minlog|objenesis|reflectasm|commons-(cli|text|"
                    + "collections|math3|lang3|compress|io|codec)|snakeyaml-engine|javassist|jsr305|slf4j-api|logback-.*|async-profiler|lz4-java|"
                    + "snappy-java|jackson-core|flink-shaded.*)-\\d.*\\.jar");

    private static final String LOGBACK = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n%ex{5}</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final Path folder;
    private final Path lib;
    private final int restPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Process jobManager;
    private final List<Process> taskManagers = new ArrayList<>();
    private final FlinkCluster client;

    private FlinkProcesses(Path folder, int workers, UnaryOperator<Path> libChanged) throws IOException {
        this.folder = Files.createDirectories(folder);
        lib = folder.resolve("lib");
        new LibFolder().prepare(lib);
        var unused = libChanged.apply(lib);
        restPort = FreePort.find();
        Files.writeString(folder.resolve("config.yaml"), config(FreePort.find()));
        Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        jobManager = start(
                "jobmanager",
                "512m",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of());
        for (int i = 0; i < workers; i++) {
            taskManagers.add(taskManager(NAME + i));
        }
        client = client(Duration.ofMinutes(2), said -> {});
    }

    /** A client whose jobs wait so long for free slots, and say so. */
    FlinkCluster client(Duration slotWait, Consumer<String> said) {
        return FlinkCluster.connect(address(), new FlinkCluster.Manner(JobJar.in(folder), slotWait, said));
    }

    /** Runs {@code flink run} with the jar of the jobs and nothing else of Pipit; what it printed. */
    String flinkRun(String mainClass, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml")));
        command.addAll(OPENS);
        command.addAll(SHORT_LIFE);
        command.addAll(List.of("-cp", classPath(), "org.apache.flink.client.cli.CliFrontend", "run", "-c", mainClass));
        command.add(JobJar.in(folder).file().toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FLINK_CONF_DIR", folder.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Where its REST interface is. */
    public ClusterAddress address() {
        return new ClusterAddress("127.0.0.1", restPort, "");
    }

    /** Its configuration, as {@code FLINK_CONF_DIR} has it. */
    public Path configuration() {
        return folder;
    }

    /** The class path of its processes, and of Flink's own command. */
    public String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(file -> FLINK.matcher(
                                        Path.of(file).getFileName().toString())
                                .matches())
                        .collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator + lib + "/*";
    }

    /** Starts a JobManager and so many TaskManagers; returns when all have found each other. */
    public static FlinkProcesses start(Path folder, int workers) throws IOException {
        return start(folder, workers, lib -> lib);
    }

    /** The same with a {@code lib/} folder that something was done to. */
    static FlinkProcesses start(Path folder, int workers, UnaryOperator<Path> libChanged) throws IOException {
        FlinkProcesses processes = new FlinkProcesses(folder, workers, libChanged);
        try {
            Await.until("all TaskManagers", () -> processes.number("/overview", "taskmanagers") == workers);
            return processes;
        } catch (AssertionError e) {
            processes.close();
            throw new AssertionError("The cluster did not start; see the logs: " + processes.logs(), e);
        }
    }

    /** A client. */
    public FlinkCluster client() {
        return client;
    }

    /** Kills the TaskManager that runs most tasks, so that it cannot say good-bye. */
    void killBusiest() throws IOException, InterruptedException {
        int busiest = -1;
        int mostTaken = 0;
        for (JsonNode worker : json.readTree(get("/taskmanagers")).get("taskmanagers")) {
            int taken =
                    worker.get("slotsNumber").asInt() - worker.get("freeSlots").asInt();
            if (taken > mostTaken) {
                mostTaken = taken;
                busiest = Integer.parseInt(worker.get("id").asText().substring(NAME.length()));
            }
        }
        if (busiest < 0) {
            throw new AssertionError("No TaskManager runs a task.");
        }
        taskManagers.get(busiest).destroyForcibly().waitFor();
    }

    /** Gives the cluster one more TaskManager. */
    void addWorker() throws IOException {
        taskManagers.add(taskManager(NAME + taskManagers.size()));
    }

    /** How often the job has been restarted by Flink. */
    long restarts(String job) {
        return number("/jobs/" + job + "/metrics?get=numRestarts", "value");
    }

    /** The last lines of each process. */
    public String logs() {
        StringBuilder out = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(file);
                out.append("\n--- ").append(file.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 40), lines.size())
                        .forEach(line -> out.append(line).append('\n'));
            }
        } catch (IOException e) {
            out.append(e);
        }
        return out.toString();
    }

    @Override
    public void close() {
        client.close();
        taskManagers.forEach(Process::destroyForcibly);
        jobManager.destroyForcibly();
        try {
            for (Process process : taskManagers) {
                process.waitFor(20, TimeUnit.SECONDS);
            }
            jobManager.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private long number(String path, String name) {
        try {
            Matcher found = Pattern.compile("\"" + name + "\":\"?(\\d+)").matcher(get(path));
            return found.find() ? Long.parseLong(found.group(1)) : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private Process taskManager(String name) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-D", "taskmanager.resource-id=" + name));
        TASK_MANAGER.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return start(name, "512m", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", arguments);
    }

    private Process start(String name, String heap, String main, List<String> arguments) throws IOException {
        Path temp = Files.createDirectories(folder.resolve("tmp-" + name));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENS);
        command.addAll(SHORT_LIFE);
        command.addAll(List.of("-Xmx" + heap, "-Djava.io.tmpdir=" + temp));
        command.add("-Dlogback.configurationFile=" + folder.resolve("logback.xml"));
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(List.of("--configDir", folder.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    /**
     * Of the usual ten seconds, a TaskManager that is there before the JobManager waits all to look again, and who asks for a metric half of
     * them.
     */
    private String config(int rpcPort) {
        return """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                rest.bind-port: %d
                blob.server.port: 0
                taskmanager.numberOfTaskSlots: %d
                taskmanager.load-balance.mode: SLOTS
                heartbeat.interval: 1000
                heartbeat.timeout: 8000
                cluster.registration.error-delay: 500
                metrics.fetcher.update-interval: 500
                io.tmp.dirs: %s
                """.formatted(rpcPort, restPort, restPort, SLOTS, folder.resolve("spill"));
    }
}
