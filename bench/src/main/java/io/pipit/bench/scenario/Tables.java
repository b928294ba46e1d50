package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.process.Folders;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.result.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process takes that has many tables. */
public final class Tables implements Scenario {
    private static final byte[] EVENT = "{\"k\":\"a\",\"n\":1}\n".getBytes(StandardCharsets.UTF_8);
    private static final int IDLE_MILLIS = 20_000;

    @Override
    public String letter() {
        return "h";
    }

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public String title() {
        return "(h) Many tables";
    }

    @Override
    public String explanation() {
        return """
                `pipit dev` with a number of data sources that take events, each with one view into another: time to ready from an empty state and after a kill, resident memory, and CPU
                while nothing happens; then one event for each data source, and the time until the last of them is in the lake with its view (commits every second).
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        List<Row> rows = new ArrayList<>();
        for (int tables : List.of(2, 20, 200)) {
            rows.add(measure(setup, tables));
            say.format("%d data sources done", tables);
        }
        return rows;
    }

    private static Row measure(Setup setup, int tables) {
        Path project = project(setup, tables);
        Row row = Row.of("Pipit", tables + " data sources with a view each");
        try (PipitServer server = PipitServer.start(setup, project, "speed.commit-interval=1s")) {
            row = row.with("seconds to ready", server.secondsToReady());
            double before = server.tree().cpuSeconds();
            PipitServer.pause(IDLE_MILLIS);
            row = row.with("cores idle", (server.tree().cpuSeconds() - before) / IDLE_MILLIS * 1e3)
                    .with("resident MB idle", server.tree().residentMegabytes());
            Http http = new Http(server.port());
            long start = System.nanoTime();
            for (int i = 0; i < tables; i++) {
                http.events("t" + i, EVENT);
            }
            for (int i = 0; i < tables; i++) {
                server.awaitLake("SELECT count() AS events FROM v" + i, 1);
            }
            row = row.with("seconds to the lake", (System.nanoTime() - start) / 1e9)
                    .with("resident MB", server.tree().residentMegabytes());
        }
        try (PipitServer server = PipitServer.start(setup, project)) {
            return row.with("seconds to restart", server.secondsToReady());
        }
    }

    private static Path project(Setup setup, int tables) {
        Path project = setup.folder("tables-" + tables);
        Folders.delete(project);
        for (int i = 0; i < tables; i++) {
            write(project.resolve("datasources/t" + i + ".datasource"), """
                    SCHEMA >
                        `k` String `json:$.k`,
                        `n` Int64 `json:$.n`

                    ENGINE "MergeTree"
                    ENGINE_SORTING_KEY "k"
                    """);
            write(project.resolve("datasources/v" + i + ".datasource"), """
                    SCHEMA >
                        `k` String,
                        `n` Int64

                    ENGINE "SummingMergeTree"
                    ENGINE_SORTING_KEY "k"
                    """);
            write(project.resolve("materializations/sum" + i + ".pipe"), """
                    NODE sums
                    SQL >
                        SELECT k, sum(n) AS n FROM t%d GROUP BY k

                    TYPE materialized
                    DATASOURCE v%d
                    """.formatted(i, i));
        }
        return project;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
