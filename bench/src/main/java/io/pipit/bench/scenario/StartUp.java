package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.load.OpenLoop;
import io.pipit.bench.load.Sender;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** How long a start takes, and how much memory. */
public final class StartUp implements Scenario {
    private static final int TIMES = 3;
    private static final int IDLE_MILLIS = 10_000;
    private static final int LOADED = 5_000;

    @Override
    public String letter() {
        return "e";
    }

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String title() {
        return "(e) Start and memory";
    }

    @Override
    public String explanation() {
        return """
                `pipit dev` until it says that it is ready, the median of three: the first start after a build (no archive of classes yet), a start with the archive and an empty
                state, and one after `kill -9` while 5,000 events/s came in. Resident memory of the whole process: idle 10 s after the start, and while events come in.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        double without = withoutArchive(setup);
        say.line("first start measured");
        PipitServer.makeArchive(setup);
        double[] cold = new double[TIMES];
        double[] cpu = new double[TIMES];
        double[] restart = new double[TIMES];
        double idle = 0;
        double busy = 0;
        for (int i = 0; i < TIMES; i++) {
            Path project = PipitServer.project(setup, "startup-" + i);
            try (PipitServer server = PipitServer.start(setup, project)) {
                cold[i] = server.secondsToReady();
                cpu[i] = server.tree().cpuSeconds();
                if (i == 0) {
                    PipitServer.pause(IDLE_MILLIS);
                    idle = server.tree().residentMegabytes();
                }
                Http http = new Http(server.port());
                new Sender(setup.source(), http, PipitServer.EVENTS).send(0, 50_000, 1_000, 2);
                new OpenLoop(setup.source(), http, PipitServer.EVENTS, LOADED / 100)
                        .run(50_000, setup.seconds() * 50, 100);
                busy = Math.max(busy, server.tree().residentMegabytes());
            }
            try (PipitServer server = PipitServer.start(setup, project)) {
                restart[i] = server.secondsToReady();
            }
            say.format("start %.1f s, restart %.1f s", cold[i], restart[i]);
        }
        return List.of(
                Row.of("Pipit", "first start after a build").with("seconds to ready", without),
                Row.of("Pipit", "start").with("seconds to ready", median(cold)).with("CPU seconds", median(cpu)),
                Row.of("Pipit", "restart after kill -9").with("seconds to ready", median(restart)),
                Row.of("Pipit", "idle").with("resident MB", idle),
                Row.of("Pipit", LOADED + " events/s").with("resident MB", busy));
    }

    private static double withoutArchive(Setup setup) {
        try {
            Files.deleteIfExists(setup.home().resolve("cli/target/lib/pipit.jsa"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (PipitServer server = PipitServer.start(setup, PipitServer.project(setup, "first"))) {
            return server.secondsToReady();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
