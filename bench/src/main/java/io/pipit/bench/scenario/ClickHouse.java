package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.process.Child;
import io.pipit.bench.process.EventFiles;
import io.pipit.bench.result.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ClickHouse peer of {@link EndToEnd}. */
final class ClickHouse {
    private final Setup setup;
    private final Say say;

    ClickHouse(Setup setup, Say say) {
        this.setup = setup;
        this.say = say;
    }

    List<Row> run() {
        Path scripts = setup.home().resolve("bench/peers/clickhouse");
        Path installed = Path.of(System.getenv().getOrDefault("CLICKHOUSE_ORACLE", scripts.toString()));
        if (!Files.isDirectory(installed.resolve("node_modules/chdb"))) {
            say.line("ClickHouse engine: skipped, not installed");
            return List.of(Row.of("ClickHouse engine", "skipped")
                    .noted("`chdb` is not installed in bench/peers/clickhouse, nor where CLICKHOUSE_ORACLE says."));
        }
        int warm = setup.warmUp();
        Path first = EventFiles.write(setup, "warm.ndjson", 0, warm);
        Path second = EventFiles.write(setup, "events.ndjson", warm, warm + setup.events());
        List<Row> rows = new ArrayList<>();
        rows.add(run(scripts, List.of(first.toString(), second.toString()), "bulk load"));
        rows.add(run(scripts, List.of(first.toString(), second.toString(), "10000"), "blocks of 10000"));
        return rows;
    }

    private Row run(Path scripts, List<String> arguments, String situation) {
        say.line("ClickHouse engine, " + situation);
        List<String> command =
                new ArrayList<>(List.of("node", scripts.resolve("ingest.js").toString()));
        command.addAll(arguments);
        try (Child child = Child.start(command, Map.of(), setup.scratch())) {
            child.await("CPU ");
            double micros = Double.parseDouble(child.await("CPU "));
            long count = Long.parseLong(child.await("COUNT ").replace("\"", ""));
            if (count != setup.warmUp() + setup.events()) {
                throw new IllegalStateException("ClickHouse counts " + count + " events.");
            }
            return Row.of("ClickHouse engine", situation).with("CPU µs an event", micros / setup.events());
        }
    }
}
