package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.command.CommandCall;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixtures in a running project: loaded once at start, when they are saved, and by {@code pipit build}. */
class FixturesIT {
    private static final Duration START = Duration.ofMinutes(3);
    private static final String ORDERS = """
            {"shop":{"name":"a"},"amount":1}
            {"shop":{"name":"b"},"amount":2}
            {"shop":{"name":"b"},"amount":"much"}
            {"shop":{"name":
            """;

    @TempDir
    private Path folder;

    private PipitProcess pipit;

    @Test
    void eachContentOfAFixtureIsLoadedOnce() throws Exception {
        files();
        try (PipitProcess process = new PipitProcess(folder)) {
            pipit = process;
            start();
            said("Loaded fixtures/orders.ndjson into orders: 2 rows, 2 quarantined");
            said("fixtures/orders.ndjson:3: amount: ");
            said("Loaded fixtures/shops.csv into shops: 2 rows");
            said("Loaded fixtures/names.csv into names: 2 rows");
            said("Loaded fixtures/visits.sql into visits: 3 rows");
            said("fixtures/ordrs.ndjson:1: warning: There is no data source 'ordrs'");
            said("Did you mean 'orders'?");
            said("fixtures/broken.sql: The query of the fixture fixtures/broken.sql failed: ");
            everythingIsThere();
            assertThat(sql("SELECT count() FROM orders_quarantine")).isEqualTo("2\n");

            assertThat(build().printed()).doesNotContain("Loaded");
            changed();
            assertThat(sql("SELECT shop, countMerge(orders) FROM by_shop GROUP BY shop ORDER BY shop"))
                    .isEqualTo("\"a\",2\n\"b\",2\n\"c\",1\n");
        }
        again();
        elsewhere();
    }

    private void everythingIsThere() throws Exception {
        assertThat(sql("SELECT shop, countMerge(orders) FROM by_shop GROUP BY shop ORDER BY shop"))
                .isEqualTo("\"a\",1\n\"b\",1\n");
        assertThat(sql("SELECT shop, city, opened FROM shops ORDER BY shop"))
                .isEqualTo("\"a\",\"Oslo\",\"2025-01-01\"\n\"b\",\"none\",\"2025-01-02\"\n");
        assertThat(sql("SELECT name FROM names ORDER BY name")).isEqualTo("\"x\"\n\"y\"\n");
        assertThat(sql("SELECT n, of FROM visits ORDER BY n")).isEqualTo("0,3\n1,3\n2,3\n");
    }

    /** Saving one loads all of its rows; one that was bad is loaded when it is mended, without another word of the others. */
    private void changed() throws Exception {
        write("fixtures/orders.ndjson", "{\"shop\":{\"name\":\"a\"},\"amount\":5}\n");
        said("into orders: 1 row, beside those of fixtures loaded before");
        write("fixtures/broken.sql", "SELECT 'c' AS shop, 1 AS amount");
        said("Loaded fixtures/broken.sql into broken: 1 row");
        // A build loads what was not seen yet, and names what it cannot load.
        write("fixtures/orders.ndjson", "nothing\n");
        said("fixtures/orders.ndjson: The fixture fixtures/orders.ndjson cannot be read");
        assertThat(build().printed()).contains("Line 1: not valid JSON");
        write(
                "fixtures/orders.ndjson",
                "{\"shop\":{\"name\":\"b\"},\"amount\":5}\n{\"shop\":{\"name\":\"c\"},\"amount\":5}\n");
        said("into orders: 2 rows, beside");
        // What was loaded once is not loaded once more.
        write("fixtures/orders.ndjson", ORDERS);
        assertThat(build().printed()).doesNotContain("Loaded");
        assertThat(sql("SELECT count() FROM orders")).isEqualTo("5\n");
    }

    private void again() throws Exception {
        try (PipitProcess process = new PipitProcess(folder)) {
            pipit = process;
            start();
            said("Watching ");
            assertThat(process.output().substring(process.output().lastIndexOf("Starting")))
                    .doesNotContain("Loaded");
            assertThat(sql("SELECT count() FROM orders")).isEqualTo("5\n");
        }
    }

    /** Nothing but {@code pipit dev} takes fixtures. */
    private void elsewhere() {
        try (EmbeddedStack stack = LocalStack.start(folder, Map.of())) {
            CommandCall built = CommandCall.of("build", folder.toString(), "--host", "127.0.0.1:" + stack.port());
            assertThat(built.exitCode()).as(built.printed()).isZero();
            assertThat(built.printed()).contains("The fixtures were not loaded: only 'pipit dev' takes some");
            CommandCall without =
                    CommandCall.of("build", folder.toString(), "--no-fixtures", "--host", "127.0.0.1:" + stack.port());
            assertThat(without.printed()).doesNotContain("not loaded");
        }
    }

    private void files() throws IOException {
        write(
                "datasources/orders.datasource",
                "SCHEMA >\n    `shop` String `json:$.shop.name`,\n    `amount` Float64 `json:$.amount`\n\nENGINE_SORTING_KEY \"shop\"\n");
        write(
                "datasources/by_shop.datasource",
                "SCHEMA >\n    `shop` String,\n    `orders` AggregateFunction(count)\n\nENGINE \"AggregatingMergeTree\"\nENGINE_SORTING_KEY \"shop\"\n");
        write(
                "pipes/by_shop_mv.pipe",
                "NODE n\nSQL >\n    SELECT shop, countState() AS orders FROM orders GROUP BY shop\nTYPE materialized\nDATASOURCE by_shop\n");
        write(
                "datasources/shops.datasource",
                "SCHEMA >\n    `shop` String `json:$.id.shop`,\n    `city` String `json:$.city` DEFAULT 'none',\n    `opened` Date `json:$.opened`\n\nENGINE_SORTING_KEY \"shop\"\n");
        write("datasources/names.datasource", "SCHEMA >\n    `name` String\n\nENGINE_SORTING_KEY \"name\"\n");
        write(
                "datasources/visits.datasource",
                "SCHEMA >\n    `n` UInt64 `json:$.n`,\n    `of` UInt64 `json:$.all.of`\n\nENGINE_SORTING_KEY \"n\"\n");
        write(
                "datasources/broken.datasource",
                "SCHEMA >\n    `shop` String `json:$.shop`,\n    `amount` Float64 `json:$.amount`\n\nENGINE_SORTING_KEY \"shop\"\n");
        write("fixtures/orders.ndjson", ORDERS);
        write("fixtures/ordrs.ndjson", ORDERS);
        write("fixtures/shops.csv", "shop,opened,city\na,2025-01-01,Oslo\nb,2025-01-02\n");
        write("fixtures/names.csv", "name\nx\ny\n");
        write("fixtures/visits.sql", "SELECT number AS n, (SELECT count() + 1 FROM orders) AS of FROM numbers(3);\n");
        write("fixtures/broken.sql", "SELECT shp AS shop FROM orders\n");
        write("fixtures/of_a_test/orders.ndjson", "{\"shop\":{\"name\":\"z\"},\"amount\":9}\n");
    }

    private void start() throws IOException {
        pipit.start();
        pipit.awaitReady(START);
    }

    private CommandCall build() {
        CommandCall call = CommandCall.of(
                "build",
                folder.toString(),
                "--host",
                "127.0.0.1:" + pipit.api("/").getPort());
        assertThat(call.exitCode()).as(call.printed()).isZero();
        return call;
    }

    private String sql(String query) throws Exception {
        HttpResponse<String> answer = pipit.http()
                .send(
                        HttpRequest.newBuilder(pipit.api("/v0/sql"))
                                .POST(HttpRequest.BodyPublishers.ofString(query + " FORMAT CSV"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void said(String words) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!pipit.output().contains(words)) {
            assertThat(System.nanoTime()).as("%s in%n%s", words, pipit.output()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
