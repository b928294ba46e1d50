package io.pipit.cli.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.log.HalfRecords;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.speed.SpeedJob;
import io.pipit.speed.SpeedJobConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;

/**
 * Takes commands in the process under attack, as {@code GET /command?name=value&…}; answers 200 when it is done.
 *
 * <pre>
 *   /fault?place=P&kind=K&times=N&chance=C&seed=S     from now on K happens at P
 *   /calm?place=P                                     no more
 *   /clock?seconds=S                                  the intake's clock is off by S
 *   /disk?free=BYTES                                  so much of the disk is kept free
 *   /memory?bytes=N | ?above=N                        the limit of fresh rows, or so much above what they take now
 *   /second-job, /cancel-job?id=J                     another speed job on the same tables
 *   /replace-taskmanager                              the TaskManager is gone with all its tasks, another one comes
 *   /rebuild                                          serving is built anew beside the one that answers
 *   /repeat-fresh?records=N, /half-fresh              records of the fresh topic once more; half of one
 *   /trim                                             the log of the ticks is trimmed to its end once that is not committed
 *   /remake                                           the log of the ticks is made anew
 * </pre>
 */
final class Agent {
    private static final long SECOND_JOB_SECONDS = 15;

    private final StackParts parts;
    private final Plan plan;
    private final HttpServer server;
    private final long memoryLimitBytes;

    private Agent(EmbeddedStack stack, HttpServer server) {
        this.parts = stack.parts();
        this.plan = stack.plan();
        this.server = server;
        this.memoryLimitBytes = parts.serving().status().memory().freshLimitBytes();
    }

    static Agent start(EmbeddedStack stack) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        Agent agent = new Agent(stack, server);
        server.createContext("/", agent::handle);
        server.start();
        return agent;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        int status = 200;
        String answer;
        try {
            answer = run(exchange.getRequestURI().getPath(), parameters(exchange));
        } catch (Exception e) {
            status = 500;
            answer = e.toString();
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String run(String command, Map<String, String> given) throws Exception {
        switch (command) {
            case "/fault" ->
                Faults.set(
                        given.get("place"),
                        given.get("kind"),
                        Integer.parseInt(given.get("times")),
                        Integer.parseInt(given.get("chance")),
                        Long.parseLong(given.get("seed")));
            case "/calm" -> Faults.clear(given.get("place"));
            case "/clock" -> Faults.shiftClock(Duration.ofSeconds(Long.parseLong(given.get("seconds"))));
            case "/disk" -> parts.intake().keepDiskFree(Long.parseLong(given.get("free")));
            case "/memory" -> limitMemory(given);
            case "/second-job" -> {
                return secondJob().toHexString();
            }
            case "/cancel-job" -> parts.flink().client().cancel(JobID.fromHexString(given.get("id")));
            case "/replace-taskmanager" -> parts.flink().replaceTaskManager();
            case "/rebuild" ->
                parts.serving()
                        .apply(new ProjectCompiler()
                                .compile(plan.files())
                                .plan()
                                .orElseThrow());
            case "/repeat-fresh" -> fresh().repeat(Integer.parseInt(given.get("records")));
            case "/half-fresh" -> fresh().half();
            case "/trim" -> trim();
            case "/remake" -> remake();
            default -> throw new IllegalArgumentException("No command " + command);
        }
        return "done";
    }

    private void limitMemory(Map<String, String> given) {
        if (given.containsKey("above")) {
            long used = parts.serving().status().memory().freshBytes();
            parts.serving().limitFreshRows(used + Long.parseLong(given.get("above")));
        } else {
            parts.serving().limitFreshRows(memoryLimitBytes);
        }
    }

    /** It ends by itself after a while: what an attack within this one starts may wait for the slot that it has. */
    private JobID secondJob() {
        JobID job = parts.flink().client().submit(SpeedJob.graph(narrow()));
        CompletableFuture.delayedExecutor(SECOND_JOB_SECONDS, TimeUnit.SECONDS)
                .execute(() -> parts.flink().client().cancel(job));
        return job;
    }

    /** With the one slot that is left beside the first job. */
    private SpeedJobConfig narrow() {
        SpeedJobConfig usual = parts.speedJob();
        return new SpeedJobConfig(
                usual.files(),
                usual.kafka(),
                usual.lake(),
                1,
                usual.engine(),
                usual.epochs(),
                usual.gather(),
                usual.faults());
    }

    private HalfRecords fresh() {
        return new HalfRecords(
                parts.logs().bootstrapServers(), parts.logs().topics().fresh());
    }

    /** Only blocks that no table has yet are lost with their log, so it waits until there are some. */
    private void trim() {
        try (LogAdmin admin = admin();
                Lake lake = new Lake(parts.speedJob().lake())) {
            LogTopic log = admin.describe(parts.logs().topics().log("ticks")).orElseThrow();
            LakeTable ticks = lake.find("ticks").orElseThrow();
            while (!hasMore(log, admin.latest(log), ticks.refresh().coverage())) {
                Faults.delay(20);
            }
            admin.trim(log, admin.latest(log));
        }
    }

    private static boolean hasMore(LogTopic log, Map<Integer, Long> ends, Coverage coverage) {
        return log.logPartitions().stream()
                .anyMatch(p -> coverage.feeds().values().stream().allMatch(f -> f.next(p) < ends.get(p.partition())));
    }

    private void remake() {
        String name = parts.logs().topics().log("ticks");
        try (LogAdmin admin = admin()) {
            admin.delete(name);
            while (admin.describe(name).isPresent()) {
                Faults.delay(20);
            }
            admin.ensure(name, parts.logs().partitions());
        }
    }

    private LogAdmin admin() {
        return new LogAdmin(parts.logs().bootstrapServers(), parts.logs().client());
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] sides = pair.split("=", 2);
                parameters.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }
}
