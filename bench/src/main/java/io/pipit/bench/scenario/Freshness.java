package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.load.Latencies;
import io.pipit.bench.load.OpenLoop;
import io.pipit.bench.load.Visible;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.nio.file.Path;
import java.util.List;

/** From the moment a request is due to the moment an endpoint shows its events. */
public final class Freshness implements Scenario {
    private static final int REQUESTS_A_SECOND = 100;
    private static final int EVENTS_A_REQUEST = 50;
    private static final int WARM_SECONDS = 30;

    @Override
    public String letter() {
        return "c";
    }

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public String title() {
        return "(c) Freshness: from sending to visible";
    }

    @Override
    public String explanation() {
        return """
                100 requests a second of 50 events each, sent when they are due whether or not earlier ones were answered (open loop), after 30 s of warm-up. Two pollers
                ask one endpoint each, again 10 ms after each answer: `count()` of the raw table, and the merged count of a view. A request's time ends with the answer that
                first shows it, so that the time of the query and of the generator (on the same two cores) is in it, and half of the rest on average. Commits every 10 s.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        Path project = PipitServer.project(setup, "freshness");
        try (PipitServer server = PipitServer.start(setup, project, "speed.commit-interval=10s")) {
            Http http = new Http(server.port());
            int warm = WARM_SECONDS * REQUESTS_A_SECOND;
            int requests = (setup.seconds() + WARM_SECONDS) * REQUESTS_A_SECOND;
            OpenLoop load = new OpenLoop(setup.source(), http, PipitServer.EVENTS, EVENTS_A_REQUEST);
            try (Visible raw = new Visible(server.port(), "raw_count", EVENTS_A_REQUEST, load.due());
                    Visible view = new Visible(server.port(), "view_count", EVENTS_A_REQUEST, load.due())) {
                say.line("sending for " + requests / REQUESTS_A_SECOND + " s");
                double before = server.tree().cpuSeconds();
                load.run(requests, REQUESTS_A_SECOND);
                double cpu = server.tree().cpuSeconds() - before;
                Row rawRow = row("raw table", raw.await(requests, warm));
                Row viewRow = row("view", view.await(requests, warm));
                return List.of(
                        rawRow.with("cores used", cpu * REQUESTS_A_SECOND / requests)
                                .with("resident MB", server.tree().residentMegabytes()),
                        viewRow);
            }
        }
    }

    private static Row row(String situation, Latencies times) {
        return Row.of("Pipit", situation)
                .with("p50 ms", times.millis(0.5))
                .with("p90 ms", times.millis(0.9))
                .with("p99 ms", times.millis(0.99))
                .with("max ms", times.millis(1));
    }
}
