package io.pipit.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.bench.Say;
import io.pipit.bench.Setup;
import io.pipit.bench.load.Http;
import io.pipit.bench.process.Installation;
import io.pipit.bench.process.PipitServer;
import io.pipit.bench.process.ProcessTree;
import io.pipit.bench.result.Row;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What it takes to find out, and to put in, what a data source lacks of a table of PostgreSQL. */
public final class Reconcile implements Scenario {
    private static final String RANGE = "start=2026-01-01&end=2026-02-01";
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final int REQUEST_ROWS = 50_000;
    private static final int MANY = 10_000;
    private static final int POLL_MILLIS = 50;
    private static final String ADDED = "added";
    private static final String ALONE = "role schedule: ";

    @Override
    public String letter() {
        return "j";
    }

    @Override
    public String name() {
        return "reconcile";
    }

    @Override
    public String title() {
        return "(j) Reconciling with PostgreSQL";
    }

    @Override
    public String explanation() {
        return """
                `pipit reconcile` over a table of PostgreSQL on the same machine with as many rows as events: id (text), time and a short text; ids are
                compared, in both ways contents too. Rows that are missing lie all over the range. Time is from the request to the end of the run; CPU is that of Pipit, not of
                PostgreSQL. First in one process of `pipit dev`, whose resident memory is that of broker, Flink and serving, too; then in an installation of one process of each role, where
                CPU and memory are those of the process of role `schedule`, which reconciles, and also runs the speed job. Memory is before the run, and its peak within it; the process
                is as its starting script makes it. Transferred are rows (sums count as rows) that came over from PostgreSQL. At last the data source is empty: the comparison is
                refused to put in so many, told to, or `pipit backfill` is asked.
                """;
    }

    @Override
    public List<Row> run(Setup setup, Say say) {
        PipitServer.makeArchive(setup);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Statement statement =
                        postgres.getPostgresDatabase().getConnection().createStatement()) {
            statement.execute("CREATE TABLE events (id text PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL)");
            statement.execute("INSERT INTO events SELECT 'e' || n, timestamptz '" + FIRST
                    + "' + n * interval '1 second', 'k' || n % 50 FROM generate_series(1, " + setup.events()
                    + ") AS n");
            statement.execute("CREATE INDEX ON events (at)");
            statement.execute("ANALYZE events");
            statement.execute("CREATE DATABASE pipit");
            Path project = project(setup, postgres.getPort());
            List<Row> rows = new ArrayList<>();
            try (PipitServer server = PipitServer.start(setup, project)) {
                Http http = new Http(server.port());
                rows.addAll(new Measured("", http, http, server.tree(), statement, setup.events(), say).run());
            }
            statement.execute("DELETE FROM events WHERE kind = '" + ADDED + "'");
            try (Installation roles = Installation.start(setup, project, postgres.getJdbcUrl("postgres", "pipit"))) {
                rows.addAll(new Measured(
                                ALONE,
                                new Http(roles.port("intake")),
                                new Http(roles.port("serve")),
                                roles.tree("schedule"),
                                statement,
                                setup.events(),
                                say)
                        .run());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path project(Setup setup, int port) throws IOException {
        Path project = setup.folder("reconcile");
        Files.createDirectories(project.resolve("reconcile"));
        for (String name : List.of("events", "others", "more")) {
            Files.writeString(
                    project.resolve(name + ".datasource"),
                    "SCHEMA >\n    `id` String `json:$.id`,\n    `at` DateTime64(3) `json:$.at`,\n    `kind` String `json:$.kind`\n"
                            + "ENGINE MergeTree\nENGINE_SORTING_KEY at\n");
            Files.writeString(
                    project.resolve("reconcile/" + name + ".yaml"),
                    "connection: db\ntable: events\nid: id\ntime: at\ndatasource: " + name + "\ngrace: 0s\n");
        }
        Files.writeString(
                project.resolve("db.connection"),
                "TYPE postgres\nPOSTGRES_HOST localhost\nPOSTGRES_PORT " + port
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\nPOSTGRES_PASSWORD postgres\n");
        return project;
    }

    /** A stack and a database with the same rows. */
    private static final class Measured {
        private final String where;
        private final Http intake;
        private final Http http;
        private final ProcessTree tree;
        private final Statement database;
        private final int events;
        private final Say say;
        private final List<Row> rows = new ArrayList<>();

        Measured(String where, Http intake, Http http, ProcessTree tree, Statement database, int events, Say say) {
            this.where = where;
            this.intake = intake;
            this.http = http;
            this.tree = tree;
            this.database = database;
            this.events = events;
            this.say = say;
        }

        List<Row> run() throws SQLException {
            send();
            PipitServer.awaitLake(http, "SELECT count() AS events FROM events", events);
            measure("warming up", "/v0/reconcile/events?dry_run=true");
            rows.clear();
            measure("nothing missing", "/v0/reconcile/events?dry_run=true");
            measure("nothing missing, both ways", "/v0/reconcile/events?dry_run=true&both_ways=true");
            add(1);
            measure("1 missing", "/v0/reconcile/events?dry_run=true");
            add(MANY - 1);
            measure(MANY + " missing", "/v0/reconcile/events?dry_run=true");
            measure(MANY + " missing, put in", "/v0/reconcile/events?dry_run=false");
            measure("all missing, refused", "/v0/reconcile/others?dry_run=false");
            measure("all missing, put in", "/v0/reconcile/others?dry_run=false&max_missing=" + 2 * events);
            measure("backfill", "/v0/backfill/more?batch_size=5000");
            return rows;
        }

        private void send() {
            StringBuilder body = new StringBuilder();
            for (int n = 1; n <= events; n++) {
                body.append("{\"id\":\"e").append(n).append("\",\"at\":\"").append(FIRST.plusSeconds(n));
                body.append("\",\"kind\":\"k").append(n % 50).append("\"}\n");
                if (n % REQUEST_ROWS == 0 || n == events) {
                    intake.events("events", body.toString().getBytes(StandardCharsets.UTF_8));
                    body.setLength(0);
                }
            }
        }

        private void add(int count) throws SQLException {
            database.execute("INSERT INTO events SELECT 'm" + count + ".' || n, timestamptz '" + FIRST
                    + "' + n * interval '" + events * 1_000L / count
                    + " milliseconds', '" + ADDED + "' FROM generate_series(0, " + (count - 1) + ") AS n");
        }

        private void measure(String what, String path) {
            tree.forgetPeak();
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            double before = tree.residentMegabytes();
            double cpu = tree.cpuSeconds();
            String range = path.contains("backfill")
                    ? RANGE.replace("start=", "start_date=").replace("end=", "cutoff_date=")
                    : RANGE;
            JsonNode run = Http.json(http.post(path + "&" + range, "").body());
            while (run.path("ended_at").isNull()) {
                PipitServer.pause(POLL_MILLIS);
                run = Http.json(http.get("/v0/reconcile/runs/" + run.path("id").asText())
                        .body());
            }
            double compared = run.path("compared").asDouble();
            rows.add(Row.of("Pipit", where + what)
                    .with("seconds", run.path("duration_millis").asDouble() / 1_000)
                    .with("CPU seconds", tree.cpuSeconds() - cpu)
                    .with("MB before", before)
                    .with("peak MB", tree.peakMegabytes())
                    .with("transferred, %", 100 * run.path("transferred").asDouble() / compared)
                    .with("missing", run.path("missing").asDouble())
                    .with("put in", run.path("put_in").asDouble())
                    .with("load", load)
                    .noted(run.path("error").asText()));
            say.line(where + what + ": " + rows.get(rows.size() - 1).values() + " "
                    + run.path("error").asText());
        }
    }
}
