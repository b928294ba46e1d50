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

/** What a second slot gives: a log that waits is worked off by one slot, and by two. */
public final class Slots implements Scenario {
    private static final int BODY = 1_000;
    private static final int CONNECTIONS = 4;

    @Override
    public String letter() {
        return "g";
    }

    @Override
    public String name() {
        return "slots";
    }

    @Override
    public String title() {
        return "(g) Throughput by slots";
    }

    @Override
    public String explanation() {
        return """
                Events are sent while nothing is committed, the process is killed, and started again: it works off the whole log, raw rows and four views, into the lake, with
                one partition and slot, and with two. No generator runs meanwhile. What a start without any backlog takes is subtracted.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        List<Row> rows = new ArrayList<>();
        double first = 0;
        for (int slots : List.of(1, 2)) {
            Cost idle = workOff(setup, slots, 0);
            Cost busy = workOff(setup, slots, setup.events());
            double perSecond = setup.events() / (busy.seconds - idle.seconds);
            first = slots == 1 ? perSecond : first;
            rows.add(Row.of("Pipit", slots == 1 ? "1 slot" : slots + " slots")
                    .with("events/s", perSecond)
                    .with("times one slot", perSecond / first)
                    .with("CPU µs an event", (busy.cpu - idle.cpu) / setup.events() * 1e6));
            say.format("%d: %.0f events/s", slots, perSecond);
        }
        return rows;
    }

    private record Cost(double seconds, double cpu) {}

    private static Cost workOff(Setup setup, int slots, int events) {
        Path project = PipitServer.project(setup, "slots-" + slots);
        String partitions = "log.partitions=" + slots;
        try (PipitServer server = PipitServer.start(setup, project, partitions, "speed.commit-interval=1h")) {
            new Sender(setup.source(), new Http(server.port()), PipitServer.EVENTS).send(0, events, BODY, CONNECTIONS);
        }
        long start = System.nanoTime();
        try (PipitServer server = PipitServer.start(setup, project, partitions, "speed.commit-interval=1s")) {
            server.awaitCommitted(events);
            return new Cost((System.nanoTime() - start) / 1e9, server.tree().cpuSeconds());
        }
    }
}
