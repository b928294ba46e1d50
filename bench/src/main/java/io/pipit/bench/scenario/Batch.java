package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.peer.DuckDbBatchPeer;
import io.pipit.bench.peer.FlinkBatchPeer;
import io.pipit.bench.process.Child;
import io.pipit.bench.process.JavaCommand;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What batch jobs take beside those of others. */
public final class Batch implements Scenario {
    private static final String REPLACE = "deduplicating replace";
    private static final String VIEWS = "four views over history";
    private static final int BODY = 500;

    @Override
    public String letter() {
        return "i";
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String title() {
        return "(i) Batch jobs";
    }

    @Override
    public String explanation() {
        return """
                Rows of seven columns, each in two versions. *Append of the file*: until the rows are acknowledged; they are in the lake with the commits after that. *Deduplicating replace*: the newer version of each row takes the place of what a table held: Pipit's copy with `COPY_MODE replace`
                (commit, edge and start of the job included), Flink SQL's `INSERT OVERWRITE` of a `ROW_NUMBER()` query between two Iceberg tables, the ClickHouse engine's
                `INSERT SELECT` into a ReplacingMergeTree and `OPTIMIZE FINAL`. *Four views over history*: a deployment that adds four views, filled from the lake, beside DuckDB that runs
                the four queries over one Parquet file into others. *Deployment of another sorting key*: all rows are laid out anew, while events come in and an endpoint is asked:
                seconds, and requests that failed. How many rows: `--events`.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        Path parquet = setup.folder("visits.parquet");
        List<Row> rows = new ArrayList<>();
        try (Child duck = duckDb(setup, parquet)) {
            duck.await("MADE");
            say.line("rows are made");
            rows.addAll(pipit(setup, say, parquet));
            rows.addAll(Peer.attempt("DuckDB", say, () -> List.of(asked(duck, "views", "DuckDB", VIEWS))));
        }
        rows.addAll(Peer.attempt("Flink SQL", say, () -> flink(setup)));
        say.line("Flink SQL done");
        rows.addAll(Peer.attempt("ClickHouse engine", say, () -> clickHouse(setup, say)));
        return rows;
    }

    private static Child duckDb(Setup setup, Path parquet) {
        List<String> command = new ArrayList<>(
                JavaCommand.own(DuckDbBatchPeer.class, "1g", parquet.toString(), Integer.toString(setup.events())));
        command.addAll(BatchProject.PEER_VIEWS.values());
        return Child.start(command, Map.of(), setup.scratch());
    }

    /** A peer does something and says {@code DONE SECONDS CPU_SECONDS}. */
    private static Row asked(Child peer, String what, String subject, String situation) {
        peer.tell(what);
        return done(peer, subject, situation);
    }

    private static Row done(Child peer, String subject, String situation) {
        String[] numbers = peer.await("DONE ").split(" ", -1);
        return Row.of(subject, situation)
                .with("seconds", Double.parseDouble(numbers[0]))
                .with("CPU seconds", Double.parseDouble(numbers[1]));
    }

    private static List<Row> flink(Setup setup) {
        Path jars = new FlinkSql(setup, text -> {}).jars();
        String classPath = jars + "/*:" + setup.home().resolve("bench/target/lib/pipit-bench.jar");
        List<String> command = JavaCommand.of(
                classPath,
                FlinkBatchPeer.class.getName(),
                "2g",
                setup.folder("flink-batch").toString(),
                Integer.toString(setup.events()));
        try (Child peer = Child.start(command, Map.of(), setup.scratch())) {
            return List.of(done(peer, "Flink SQL", REPLACE));
        }
    }

    private static List<Row> clickHouse(Setup setup, Say say) {
        Path scripts = setup.home().resolve("bench/peers/clickhouse");
        Path installed = Path.of(System.getenv().getOrDefault("CLICKHOUSE_ORACLE", scripts.toString()));
        if (!Files.isDirectory(installed.resolve("node_modules/chdb"))) {
            say.line("ClickHouse engine: skipped, not installed");
            return List.of(Row.of("ClickHouse engine", "skipped")
                    .noted("`chdb` is not installed in bench/peers/clickhouse, nor where CLICKHOUSE_ORACLE says."));
        }
        List<String> command =
                List.of("node", scripts.resolve("batch.js").toString(), Integer.toString(setup.events()));
        try (Child peer = Child.start(command, Map.of(), setup.scratch())) {
            return List.of(done(peer, "ClickHouse engine", REPLACE));
        }
    }

    // --- Pipit

    private static List<Row> pipit(Setup setup, Say say, Path parquet) {
        PipitServer.makeArchive(setup);
        Path project = BatchProject.write(setup.folder("batch"));
        Path next = BatchProject.write(setup.folder("batch-next"));
        List<Row> rows = new ArrayList<>();
        try (PipitServer server = PipitServer.start(setup, project)) {
            rows.add(timed(
                    setup, server, "append of the file", "datasource", "append", "visits", "--file", "" + parquet));
            say.line("rows are taken");
            server.awaitLake("SELECT count() AS events FROM visits", setup.events());
            say.line("rows are in the lake");
            for (String situation : List.of(REPLACE + ", first run", REPLACE)) {
                rows.add(timed(setup, server, situation, "copy", "run", "dedupe"));
                say.line(situation);
            }
            long kept = new Http(server.port()).number("newest_count", "events");
            if (kept != (setup.events() + 1) / 2) {
                throw new IllegalStateException("The copy has " + kept + " rows of " + setup.events());
            }
            BatchProject.addViews(next);
            rows.add(timed(setup, server, VIEWS, "deploy", next.toString()));
            say.line(VIEWS);
            BatchProject.sortBy(next, "user, ts");
            rows.add(deployedUnderLoad(setup, server, next));
        }
        return rows;
    }

    private static Row timed(Setup setup, PipitServer server, String situation, String... arguments) {
        double cpu = server.tree().cpuSeconds();
        long start = System.nanoTime();
        command(setup, server, arguments);
        return Row.of("Pipit", situation)
                .with("seconds", (System.nanoTime() - start) / 1e9)
                .with("CPU seconds", server.tree().cpuSeconds() - cpu);
    }

    /** Events come in and an endpoint is asked, all the time. */
    private static Row deployedUnderLoad(Setup setup, PipitServer server, Path next) {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong requests = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        Http http = new Http(server.port());
        List<Thread> clients = List.of(
                client(enough, requests, failed, () -> {
                    http.events("visits", body(sent.get()));
                    sent.addAndGet(BODY);
                }),
                client(enough, requests, failed, () -> http.pipe("seen", Map.of())));
        Row row;
        try {
            row = timed(setup, server, "deployment of another sorting key", "deploy", next.toString());
        } finally {
            enough.set(true);
            clients.forEach(Batch::join);
        }
        server.awaitLake("SELECT count() AS events FROM visits", setup.events() + sent.get());
        return row.with("requests", requests.get()).with("failed requests", failed.get());
    }

    private static Thread client(AtomicBoolean enough, AtomicLong requests, AtomicLong failed, Runnable request) {
        Thread thread = new Thread(
                () -> {
                    while (!enough.get()) {
                        requests.incrementAndGet();
                        try {
                            request.run();
                        } catch (RuntimeException e) {
                            failed.incrementAndGet();
                        }
                        PipitServer.pause(20);
                    }
                },
                "bench-client");
        thread.start();
        return thread;
    }

    private static byte[] body(long from) {
        StringBuilder lines = new StringBuilder();
        for (long i = from; i < from + BODY; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"id\":%d,\"ver\":%d,\"ts\":\"2026-05-01 00:00:00\",\"user\":\"u%d\",\"action\":\"hit\",\"page\":\"/p/%d\",\"bytes\":1}%n",
                    1_000_000_000L + i,
                    i,
                    i % 1000,
                    i % 100));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void command(Setup setup, PipitServer server, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(setup.home().resolve("pipit").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--host", "http://127.0.0.1:" + server.port()));
        try (Child child = Child.start(command, Map.of(), setup.scratch())) {
            child.failure().ifPresent(words -> {
                throw new IllegalStateException("failed: " + String.join(" ", command) + "\n" + words);
            });
        }
    }
}
