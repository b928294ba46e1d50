package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.DataSourceClient;
import io.pipit.cli.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files come into tables that views and copies write, beside their rows, and views on them follow. */
class FilesBesidePipesIT {
    private static final String KEPT = "SCHEMA >\n    `city` String,\n    `n` Int64 DEFAULT 7\n\n"
            + "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"city\"\n";

    @TempDir
    private Path folder;

    private ApiClient api;
    private DataSourceClient sources;

    @BeforeEach
    void project() throws IOException {
        write(
                "datasources/sales.datasource",
                "SCHEMA >\n    `city` String `json:$.city`,\n    `n` Int64 `json:$.n`\n\nENGINE_SORTING_KEY \"city\"\n");
        write("datasources/archive.datasource", KEPT);
        write("datasources/seen.datasource", KEPT);
        write(
                "datasources/totals.datasource",
                KEPT.replace("MergeTree", "AggregatingMergeTree")
                        .replace("`n` Int64 DEFAULT 7", "`n` SimpleAggregateFunction(sum, Int64)"));
        write(
                "datasources/states.datasource",
                KEPT.replace("MergeTree", "AggregatingMergeTree")
                        .replace("`n` Int64 DEFAULT 7", "`n` AggregateFunction(sum, Int64)"));
        write(
                "copies/keep.pipe",
                "NODE k\nSQL >\n    SELECT city, n FROM sales\nTYPE COPY\nTARGET_DATASOURCE archive\n");
        view("seen", "SELECT city, n FROM sales");
        view("totals", "SELECT city, sum(n) AS n FROM archive GROUP BY city");
        view("states", "SELECT city, sumState(n) AS n FROM archive GROUP BY city");
    }

    @Test
    void rowsOfFilesStandBesideThoseOfPipes() throws Exception {
        try (EmbeddedStack stack = LocalStack.start(folder, Map.of())) {
            api = new ApiClient(URI.create("http://127.0.0.1:" + stack.port()));
            sources = new DataSourceClient(api);
            api.post(
                    "/v0/events?name=sales&wait=true",
                    "{\"city\": \"Oslo\", \"n\": 1}\n{\"city\": \"Rome\", \"n\": 2}");
            copied();

            Path csv = write("more.csv", "city,n\nOslo,10\nBonn,\n");
            sources.check("archive", csv);
            JsonNode answer = sources.append("archive", csv);
            assertThat(answer.path("successful_rows").asInt())
                    .as(answer.toString())
                    .isEqualTo(2);
            shown("archive", "city, n", "Bonn,7;Oslo,1;Oslo,10;Rome,2;");
            shown("totals", "city, sum(n)", "Bonn,7;Oslo,11;Rome,2;");
            shown("states", "city, sumMerge(n)", "Bonn,7;Oslo,11;Rome,2;");

            sentTwiceUnderOneKeyItCountsOnce();
            fileWithARowThatDoesNotFitChangesNothing();
            fetchedFilesDoTheSame();
            rowsAreReplaced();
            copied();
            shown("totals", "city, sum(n)", "Oslo,1;Rome,104;Ulm,12;");
            viewsTargetsTakeThemToo();
        }
    }

    private void copied() {
        JsonNode job = new CopyClient(api)
                .await(Json.tree(api.post("/v0/pipes/keep/copy", "").body()).path("job"));
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("done");
    }

    private void sentTwiceUnderOneKeyItCountsOnce() throws IOException {
        Path more = write("more.ndjson", "{\"city\": \"Rome\", \"n\": 100}\n");
        for (int i = 0; i < 2; i++) {
            JsonNode answer = Json.tree(
                    api.postFile("/v0/datasources?mode=append&name=archive&format=ndjson", more, "identity", "one key")
                            .body());
            assertThat(answer.path("successful_rows").asInt())
                    .as(answer.toString())
                    .isEqualTo(1);
        }
        shown("totals", "city, sum(n)", "Bonn,7;Oslo,11;Rome,102;");
    }

    private void fileWithARowThatDoesNotFitChangesNothing() throws IOException {
        Path odd = write("odd.csv", "city,n\nKiel,1\nKiel,much\n");
        assertThatThrownBy(() -> sources.append("archive", odd))
                .hasMessageContaining("does not fit 'archive': n: expected Int64")
                .hasMessageContaining("Nothing was changed");
        assertThatThrownBy(() -> sources.append("states", write("state.csv", "city,n\nKiel,1\n")))
                .hasMessageContaining("AggregateFunction");
        assertThatThrownBy(() -> sources.append("sales_quarantine", odd)).hasMessageContaining("takes no events");
        shown("archive", "count()", "5;");
    }

    private void fetchedFilesDoTheSame() throws IOException {
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", exchange -> {
            byte[] text = "{\"city\": \"Ulm\", \"n\": 5}\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        files.start();
        try {
            String url = "http://127.0.0.1:" + files.getAddress().getPort() + "/ulm.ndjson";
            JsonNode job = new CopyClient(api)
                    .await(sources.fetch("append", "archive", url, "").path("job"));
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("done");
        } finally {
            files.stop(0);
        }
        shown("totals", "city, sum(n)", "Bonn,7;Oslo,11;Rome,102;Ulm,5;");
    }

    private void rowsAreReplaced() throws IOException {
        sources.replace("archive", write("ulm.csv", "city,n\nUlm,12\n"), "city in ('Ulm', 'Bonn', 'Oslo')");
        shown("archive", "city, n", "Rome,2;Rome,100;Ulm,12;");
        shown("totals", "city, sum(n)", "Rome,102;Ulm,12;");
    }

    private void viewsTargetsTakeThemToo() throws IOException {
        sources.append("seen", write("seen.csv", "city,n\nGraz,3\n"));
        api.post("/v0/events?name=sales&wait=true", "{\"city\": \"Lund\", \"n\": 4}");
        shown("seen", "city, n", "Graz,3;Lund,4;Oslo,1;Rome,2;");
    }

    /** Snapshots are looked for a few times a second. */
    private void shown(String table, String columns, String wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!rows(table, columns).equals(wanted) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(rows(table, columns)).isEqualTo(wanted);
    }

    private String rows(String table, String columns) {
        String group = columns.startsWith("city, sum") ? " GROUP BY city" : "";
        String order = columns.startsWith("city") ? " ORDER BY " + (group.isEmpty() ? "city, n" : "city") : "";
        String sql = "SELECT " + columns + " FROM " + table + group + order + " FORMAT CSV";
        return api.post("/v0/sql", sql).body().replace("\"", "").replace("\n", ";");
    }

    private void view(String target, String sql) throws IOException {
        write(
                "materializations/into_" + target + ".pipe",
                "NODE v\nSQL >\n    " + sql + "\nTYPE materialized\nDATASOURCE " + target + "\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
