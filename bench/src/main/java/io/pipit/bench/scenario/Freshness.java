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
    private static final int ASKED = 10;

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
                100 requests a second of 50 events each, sent when they are due whether or not earlier ones were answered (open loop), after 30 s of warm-up. After each tenth
                `count()` of the raw table is asked, after each other tenth the merged count of a view, with the position of the request (`min_position`), so that the answer has its
                events. A time is from the moment at which the request is due to that answer: the way into the log, the query and the generator (on the same two cores) are in it. Commits every 10 s.
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
            try (Visible raw = new Visible(server.port(), "raw_count");
                    Visible view = new Visible(server.port(), "view_count")) {
                OpenLoop load = new OpenLoop(
                        setup.source(), http, PipitServer.EVENTS, EVENTS_A_REQUEST, (request, dueNanos, position) -> {
                            if (request % ASKED == 0) {
                                raw.ask(position, dueNanos, request >= warm);
                            } else if (request % ASKED == ASKED / 2) {
                                view.ask(position, dueNanos, request >= warm);
                            }
                        });
                say.line("sending for " + requests / REQUESTS_A_SECOND + " s");
                double before = server.tree().cpuSeconds();
                load.run(requests, REQUESTS_A_SECOND);
                double cpu = server.tree().cpuSeconds() - before;
                Row rawRow = row("raw table", raw.await());
                Row viewRow = row("view", view.await());
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
