package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Asking;
import io.pipit.bench.load.Http;
import io.pipit.bench.load.OpenLoop;
import io.pipit.bench.load.Sender;
import io.pipit.bench.peer.DuckDbPeer;
import io.pipit.bench.peer.PostgresPeer;
import io.pipit.bench.process.Child;
import io.pipit.bench.process.EventFiles;
import io.pipit.bench.process.JavaCommand;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.process.ProcessTree;
import io.pipit.bench.result.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an endpoint takes, pre-aggregated and raw, idle and while events come in. */
public final class Endpoints implements Scenario {
    private static final int ROWS = 1_000;

    @Override
    public String letter() {
        return "d";
    }

    @Override
    public String name() {
        return "endpoints";
    }

    @Override
    public String title() {
        return "(d) Endpoints: latency and requests a CPU second";
    }

    @Override
    public String explanation() {
        return """
                Ten random minutes of the events: *pre-aggregated* is hits by minute and action from the rollup, *raw* is events and sessions by action from the events
                themselves (600,000 events each). One client asks, one request after the other. Pipit answers over HTTP with templates rendered, the dialect translated and lake and
                fresh rows merged; *half load* means that events come in meanwhile at half the rate at which this process took them in before. The peers answer over JDBC, have
                no fresh rows, and hold all rows sorted or indexed as well as they can: DuckDB one sorted Parquet file (its process includes the client), PostgreSQL an indexed
                rollup and a table of events with an index on the time (its processes and the client).
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        List<Row> rows = new ArrayList<>(pipit(setup, say));
        Path events = EventFiles.write(setup, "events.ndjson", 0, setup.events());
        say.line("DuckDB");
        rows.addAll(Peer.attempt(
                "DuckDB on Parquet", say, () -> peer(setup, DuckDbPeer.class, "DuckDB on Parquet", events)));
        say.line("PostgreSQL");
        rows.addAll(Peer.attempt("PostgreSQL", say, () -> peer(setup, PostgresPeer.class, "PostgreSQL", events)));
        return rows;
    }

    private static List<Row> pipit(Setup setup, Say say) {
        Path project = PipitServer.project(setup, "endpoints");
        List<Row> rows = new ArrayList<>();
        try (PipitServer server = PipitServer.start(setup, project, "speed.commit-interval=10s")) {
            Http http = new Http(server.port());
            Sender sender = new Sender(setup.source(), http, PipitServer.EVENTS);
            int loaded = setup.events();
            int warm = loaded / 5;
            sender.send(0, warm, ROWS, 4);
            long start = System.nanoTime();
            sender.send(warm, loaded, ROWS, 4);
            server.awaitCommitted(loaded);
            double perSecond = (loaded - warm) / ((System.nanoTime() - start) / 1e9);
            say.format("loaded, %.0f events/s", perSecond);
            Asking asking = new Asking(server.port(), loaded);
            for (String pipe : List.of("preaggregated", "raw_range")) {
                asking.ask(pipe, setup.seconds() / 3);
                rows.add(measure(asking, pipe, setup.seconds(), server.tree(), 0, "idle"));
                say.line(pipe + " idle");
            }
            for (String pipe : List.of("preaggregated", "raw_range")) {
                rows.add(loaded(setup, server, asking, pipe, perSecond / 2));
                say.line(pipe + " at half load");
            }
        }
        return rows;
    }

    private static Row loaded(Setup setup, PipitServer server, Asking asking, String pipe, double perSecond) {
        OpenLoop load = new OpenLoop(setup.source(), new Http(server.port()), PipitServer.EVENTS, ROWS);
        Thread thread = new Thread(() -> load.run(0, Integer.MAX_VALUE, perSecond / ROWS), "bench-load");
        thread.start();
        try {
            // First the load alone: what it takes is not the endpoint's.
            PipitServer.pause(5_000);
            double before = server.tree().cpuSeconds();
            PipitServer.pause(setup.seconds() * 500L);
            double cores = (server.tree().cpuSeconds() - before) / (setup.seconds() * 0.5);
            return measure(asking, pipe, setup.seconds(), server.tree(), cores, "half load");
        } finally {
            load.stop();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Row measure(
            Asking asking, String pipe, int seconds, ProcessTree tree, double otherCores, String situation) {
        double before = tree.cpuSeconds();
        long start = System.nanoTime();
        Asking.Answers answers = asking.ask(pipe, seconds);
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpu = tree.cpuSeconds() - before - otherCores * elapsed;
        return Row.of("Pipit", (pipe.equals("raw_range") ? "raw" : "pre-aggregated") + ", " + situation)
                .with("p50 ms", answers.times().millis(0.5))
                .with("p99 ms", answers.times().millis(0.99))
                .with("requests a CPU second", otherCores == 0 ? answers.times().count() / cpu : Double.NaN);
    }

    private static List<Row> peer(Setup setup, Class<?> main, String subject, Path events) {
        List<String> command = JavaCommand.own(
                main,
                "1g",
                events.toString(),
                setup.scratch().toString(),
                Integer.toString(setup.events() / io.pipit.bench.load.WebEvents.PER_SECOND));
        List<Row> rows = new ArrayList<>();
        try (Child child = Child.start(command, Map.of(), setup.scratch())) {
            long server = Long.parseLong(child.await("READY"));
            for (String kind : List.of("pre", "raw")) {
                int times = kind.equals("pre") ? 2_000 : 40;
                child.tell(kind + " " + times / 4);
                child.await("DONE");
                double before = cpuSeconds(child, server);
                child.tell(kind + " " + times);
                String[] found = child.await("DONE").split(" ", 2);
                double cpu = cpuSeconds(child, server) - before;
                rows.add(Row.of(subject, kind.equals("pre") ? "pre-aggregated, idle" : "raw, idle")
                        .with("p50 ms", Double.parseDouble(found[0]))
                        .with("p99 ms", Double.parseDouble(found[1]))
                        .with("requests a CPU second", times / cpu));
            }
        }
        return rows;
    }

    private static double cpuSeconds(Child child, long server) {
        double own = child.tree().cpuSeconds();
        return ProcessHandle.of(server)
                .filter(process -> !child.is(server))
                .map(process -> own + new ProcessTree(process).cpuSeconds())
                .orElse(own);
    }
}
