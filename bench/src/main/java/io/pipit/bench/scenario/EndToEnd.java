package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.load.Sender;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From HTTP to rows and four views in the lake, all committed. */
public final class EndToEnd implements Scenario {
    private static final int CONNECTIONS = 4;

    @Override
    public String letter() {
        return "b";
    }

    @Override
    public String name() {
        return "endtoend";
    }

    @Override
    public String title() {
        return "(b) End to end: raw rows and four views, all committed";
    }

    @Override
    public String explanation() {
        return """
                Pipit: `pipit dev` with the example's project, everything in one process (HTTP, broker, Flink, Iceberg, and the serving layer that holds the fresh rows), from
                HTTP to five Iceberg tables, commits every 10 s; two counts are asked twice a second once all is sent, to see when all is committed. Flink SQL: broker and Flink, one JSON record an event, the events appended to *one* Iceberg table and *one*
                GROUP BY (hits by minute) whose results nobody takes, or go to a compacted topic (`upsert-kafka`); what brings the events into Kafka is not counted (at least the producer of (a)). ClickHouse: the engine in-process on a file of the
                same events, the same four views as materialized views: no network, no log, no durability of what is under way. Warm-up: as many events.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        List<Row> rows = new ArrayList<>();
        for (int size : List.of(10_000, 1_000, 100)) {
            say.line("Pipit, bodies of " + size);
            rows.add(pipit(setup, size, say));
        }
        double reference = cost(rows.get(0));
        List<Row> all = new ArrayList<>();
        rows.forEach(row -> all.add(row.with("times Pipit at 10,000", cost(row) / reference)));
        List<Row> peers = new ArrayList<>(Peer.attempt("Flink SQL", say, () -> new FlinkSql(setup, say).run()));
        peers.addAll(Peer.attempt("ClickHouse engine", say, () -> new ClickHouse(setup, say).run()));
        peers.forEach(row ->
                all.add(row.values().isEmpty() ? row : row.with("times Pipit at 10,000", cost(row) / reference)));
        return all;
    }

    private static double cost(Row row) {
        return row.values().get("CPU µs an event");
    }

    private static Row pipit(Setup setup, int size, Say say) {
        Path project = PipitServer.project(setup, "endtoend-" + size);
        try (PipitServer server = PipitServer.start(setup, project, "speed.commit-interval=10s")) {
            Sender sender = new Sender(setup.source(), new Http(server.port()), PipitServer.EVENTS);
            int warm = setup.warmUp();
            int events = setup.events();
            sender.send(0, warm, size, CONNECTIONS);
            server.awaitCommitted(warm);
            say.line("  warm");
            double before = server.tree().cpuSeconds();
            long start = System.nanoTime();
            sender.send(warm, warm + events, size, CONNECTIONS);
            double seconds = (System.nanoTime() - start) / 1e9;
            server.awaitCommitted(warm + events);
            double cpu = server.tree().cpuSeconds() - before;
            return Row.of("Pipit", "bodies of " + size)
                    .with("CPU µs an event", cpu / events * 1e6)
                    .with("events/s accepted", events / seconds)
                    .with("resident MB", server.tree().residentMegabytes());
        }
    }
}
