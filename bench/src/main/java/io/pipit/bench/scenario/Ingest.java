package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.load.Sender;
import io.pipit.bench.peer.BrokerPeer;
import io.pipit.bench.peer.IntakePeer;
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
import org.apache.kafka.tools.ProducerPerformance;

/** Events over HTTP until they are durable, against records of the same bytes sent by Kafka's own producer test. */
public final class Ingest implements Scenario {
    private static final String HEAP = "1g";
    private static final int CONNECTIONS = 4;
    private static final int SAMPLE_EVENTS = 50_000;

    @Override
    public String letter() {
        return "a";
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String title() {
        return "(a) HTTP to durable";
    }

    @Override
    public String explanation() {
        return """
                NDJSON over HTTP, parsed, typed, turned into columns and acknowledged by Kafka (`acks=all`, one broker): Pipit's intake, HTTP server and
                broker in one process, without the layers behind them. Beside it Kafka's own `ProducerPerformance` with one record an event, `acks=all`, unparsed: first the
                broker alone, then broker and producer together, which is what a service that takes the events and sends them on would cost at least, before it parses anything.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        List<Row> rows = new ArrayList<>();
        for (int size : List.of(10_000, 1_000, 100)) {
            say.line("Pipit, bodies of " + size);
            rows.add(pipit(setup, size));
        }
        say.line("Kafka's producer test");
        rows.addAll(kafka(setup));
        return rows;
    }

    private static Row pipit(Setup setup, int size) {
        Path project = PipitServer.project(setup, "ingest");
        List<String> command = JavaCommand.own(
                IntakePeer.class,
                HEAP,
                project.toString(),
                setup.folder("ingest-" + size).toString());
        try (Child child = Child.start(command, Map.of(), setup.scratch())) {
            Http http = new Http(Integer.parseInt(child.await("PORT ")));
            child.ignoreOutput();
            Sender sender = new Sender(setup.source(), http, PipitServer.EVENTS);
            int warm = setup.warmUp();
            int events = setup.events();
            sender.send(0, warm, size, CONNECTIONS);
            double before = child.tree().cpuSeconds();
            sender.send(warm, warm + events, size, CONNECTIONS);
            double cpu = child.tree().cpuSeconds() - before;
            return row(setup, Row.of("Pipit", "bodies of " + size), events, cpu);
        }
    }

    private static List<Row> kafka(Setup setup) {
        Path payload = setup.folder("payload.ndjson");
        try {
            Files.write(payload, setup.source().body(0, SAMPLE_EVENTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command =
                JavaCommand.own(BrokerPeer.class, HEAP, setup.folder("kafka").toString());
        try (Child broker = Child.start(command, Map.of(), setup.scratch())) {
            String address = broker.await("BROKER ");
            broker.ignoreOutput();
            new Topic(address).make("perf");
            produce(setup, payload, address, setup.warmUp());
            double before = broker.tree().cpuSeconds();
            double producer = produce(setup, payload, address, setup.events());
            double alone = broker.tree().cpuSeconds() - before;
            return List.of(
                    row(setup, Row.of("Kafka", "broker alone"), setup.events(), alone),
                    row(setup, Row.of("Kafka", "broker and producer"), setup.events(), alone + producer)
                            .noted("the producer's process starts cold: its JIT is counted, as is reading the file."));
        }
    }

    /** The CPU time of the producer's whole process, in seconds. */
    private static double produce(Setup setup, Path payload, String address, int events) {
        List<String> command = JavaCommand.of(
                System.getProperty("java.class.path"),
                ProducerPerformance.class.getName(),
                HEAP,
                "--topic",
                "perf",
                "--num-records",
                Integer.toString(events),
                "--throughput",
                "-1",
                "--payload-file",
                payload.toString(),
                "--producer-props",
                "bootstrap.servers=" + address,
                "acks=all");
        // Time of children who have ended is found only in their parent.
        double before = ended();
        try (Child child = Child.start(command, Map.of(), setup.scratch())) {
            child.ignoreOutput();
            if (!child.awaitEnd()) {
                throw new IllegalStateException("The producer test failed.");
            }
        }
        return ended() - before;
    }

    private static double ended() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(Setup setup, Row row, int events, double cpu) {
        double megabytes = setup.source().body(0, 1_000).length / 1_000.0 * events / 1e6;
        return row.with("CPU µs an event", cpu / events * 1e6)
                .with("events a CPU second", events / cpu)
                .with("MB a CPU second", megabytes / cpu);
    }
}
