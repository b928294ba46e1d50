package io.pipit.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.peer.BrokerPeer;
import io.pipit.bench.peer.FlinkSqlPeer;
import io.pipit.bench.process.Child;
import io.pipit.bench.process.JavaCommand;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Flink SQL peer of {@link EndToEnd}. */
final class FlinkSql {
    private static final String TOPIC = "events";
    private static final List<Mode> MODES = List.of(
            new Mode("plain", "without mini-batch"),
            new Mode("mini-batch", "with mini-batch"),
            new Mode("topic", "without mini-batch, results to a topic"));

    private record Mode(String argument, String situation) {}

    private final Setup setup;
    private final Say say;

    FlinkSql(Setup setup, Say say) {
        this.setup = setup;
        this.say = say;
    }

    List<Row> run() {
        Path jars = jars();
        List<Row> rows = new ArrayList<>();
        for (Mode mode : MODES) {
            say.line("Flink SQL, " + mode.situation());
            rows.add(run(jars, mode));
        }
        return rows;
    }

    private Row run(Path jars, Mode mode) {
        Path warehouse = setup.folder("flink-" + mode.argument());
        List<String> kafka = JavaCommand.own(
                BrokerPeer.class,
                "1g",
                setup.folder("flink-log-" + mode.argument()).toString());
        try (Child broker = Child.start(kafka, Map.of(), setup.scratch())) {
            String address = broker.await("BROKER ");
            broker.ignoreOutput();
            Topic topic = new Topic(address);
            topic.make(TOPIC);
            topic.make(FlinkSqlPeer.RESULTS);
            String classPath = jars + "/*:" + setup.home().resolve("bench/target/lib/pipit-bench.jar");
            List<String> flink = JavaCommand.of(
                    classPath,
                    FlinkSqlPeer.class.getName(),
                    "2g",
                    address,
                    TOPIC,
                    warehouse.toString(),
                    mode.argument());
            try (Child job = Child.start(flink, Map.of(), setup.scratch())) {
                job.await("RUNNING");
                job.ignoreOutput();
                int warm = setup.warmUp();
                topic.send(TOPIC, setup.source(), 0, warm);
                awaitCommitted(warehouse, warm);
                double before = job.tree().cpuSeconds();
                double brokerBefore = broker.tree().cpuSeconds();
                topic.send(TOPIC, setup.source(), warm, warm + setup.events());
                awaitCommitted(warehouse, warm + setup.events());
                double cpu = job.tree().cpuSeconds() - before;
                double log = broker.tree().cpuSeconds() - brokerBefore;
                return Row.of("Flink SQL", mode.situation())
                        .with("CPU µs an event", (cpu + log) / setup.events() * 1e6)
                        .with(
                                "resident MB",
                                job.tree().residentMegabytes() + broker.tree().residentMegabytes());
            }
        }
    }

    /** The folder with the jars of the peer, which are fetched once. */
    Path jars() {
        Path pom = setup.home().resolve("bench/peers/flink/pom.xml");
        Path jars = pom.resolveSibling("target").resolve("lib");
        if (!Files.isDirectory(jars)
                || jars.toFile().lastModified() < pom.toFile().lastModified()) {
            say.line("Fetching the jars of the Flink SQL peer (once)");
            List<String> maven = List.of("mvn", "-q", "-B", "-f", pom.toString(), "package");
            try (Child build = Child.start(maven, Map.of(), setup.home())) {
                build.ignoreOutput();
                if (!build.awaitEnd()) {
                    throw new IllegalStateException("The jars of the Flink SQL peer could not be fetched: " + maven);
                }
            }
        }
        return jars;
    }

    private static void awaitCommitted(Path warehouse, long events) {
        while (committed(warehouse.resolve("bench/events/metadata")) < events) {
            PipitServer.pause(100);
        }
    }

    /** The rows of the table's current snapshot, from the files of Iceberg's folder catalog. */
    private static long committed(Path metadata) {
        try {
            Path hint = metadata.resolve("version-hint.text");
            if (!Files.exists(hint)) {
                return 0;
            }
            Path file = metadata.resolve("v" + Files.readString(hint).strip() + ".metadata.json");
            JsonNode table = Http.json(Files.readString(file));
            for (JsonNode snapshot : table.path("snapshots")) {
                if (snapshot.path("snapshot-id").asLong()
                        == table.path("current-snapshot-id").asLong()) {
                    return snapshot.path("summary").path("total-records").asLong();
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
