package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Rows of files come, are replaced, deleted and brought back, as people do it with commands. */
final class OrdersScenario {
    private final DevWorld world;

    OrdersScenario(DevWorld world) {
        this.world = world;
    }

    void filesAreAppendedAndRowsDeletedWhereverTheyAre() throws Exception {
        Path source = world.project.resolve("datasources/orders.datasource");
        Files.writeString(source, """
                SCHEMA >
                    `id` UInt32 `json:$.id`,
                    `city` String `json:$.place.city`,
                    `tags` Array(String) `json:$.tags[:]`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "id"
                """);
        world.await(
                "the new data source",
                () -> world.post("/v0/events?name=orders", "{\"id\": 1, \"place\": {\"city\": \"Łódź\"}, \"tags\": []}")
                                .statusCode()
                        == 202);
        Path csv = world.folder.resolve("orders.csv");
        Files.writeString(csv, "id,city,tags,other\n2,\"a, b\",\"['x','y']\",1\n3,test,,2\nnone,c,,3\n");
        Cli.Result appended = world.script("datasource", "append", "orders", "--file", csv.toString());
        assertThat(appended.out()).as(appended.err()).contains("2 rows appended to orders, 1 quarantined");
        Path ndjson = world.folder.resolve("more.ndjson");
        Files.writeString(ndjson, "{\"id\": 4, \"place\": {\"city\": \"test\"}, \"tags\": [\"z\"]}\n");
        assertThat(world.cli("datasource", "append", "orders", "--file", ndjson.toString())
                        .out())
                .contains("1 row appended");
        world.await(
                "all are shown", () -> world.sql("SELECT count() FROM orders").equals("4\n"));
        assertThat(world.sql("SELECT id, city, arrayStringConcat(tags, '+') FROM orders ORDER BY id"))
                .isEqualTo("1,\"Łódź\",\"\"\n2,\"a, b\",\"x+y\"\n3,\"test\",\"\"\n4,\"test\",\"z\"\n");

        String[] test = {"datasource", "delete", "orders", "--sql-condition", "city = 'test'"};
        assertThat(world.cli("datasource", "delete", "orders", "--sql-condition", "city = 'test'", "--dry-run")
                        .out())
                .contains("2 rows of orders would be deleted");
        CommandCall deleted = world.cli(test);
        assertThat(deleted.out()).as(deleted.err()).contains("2 rows deleted from orders");
        world.await(
                "they are gone", () -> world.sql("SELECT count() FROM orders").equals("2\n"));
        assertThat(world.cli("datasource", "delete", "orders", "--sql-condition", "citty = 1")
                        .err())
                .contains("Did you mean 'city'?");
        assertThat(world.cli("datasource", "append", "ordres", "--file", csv.toString())
                        .err())
                .contains("Did you mean 'orders'?");
        rowsOfFilesTakeThePlaceOfOthers();
        assertThat(world.cli("datasource", "truncate", "orders").exitCode()).isEqualTo(2);
        assertThat(world.cli("datasource", "truncate", "orders", "--yes").out()).contains("2 rows deleted from orders");
        world.await("it is empty", () -> world.sql("SELECT count() FROM orders").equals("0\n"));
    }

    private void refusedFilesLeaveNothingInTheQuarantine(Path oneUnfit) throws Exception {
        String refused = "city = toString(toUInt8(city))";
        for (String condition : List.of("id > 1000", refused)) {
            CommandCall none =
                    world.cli("datasource", "replace", "orders", oneUnfit.toString(), "--sql-condition", condition);
            assertThat(none.exitCode()).as(none.out()).isEqualTo(1);
        }
        Path beyond = Files.writeString(world.folder.resolve("beyond.csv"), "id,city,tags\n3,8,[]\nnone,8,[]\n");
        assertThat(world.cli("datasource", "replace", "orders", beyond.toString(), "--sql-condition", refused)
                        .exitCode())
                .as("a condition that fails on rows of the data source only")
                .isEqualTo(1);
        world.post("/v0/events?name=orders&wait=true", "{\"id\": \"mark\"}");
        world.await("what came later", () -> quarantined("mark").equals("1\n"));
        assertThat(quarantined("none"))
                .as("of what was appended and of the replacement that was done")
                .isEqualTo("2\n");
        assertThat(quarantined("x")).isEqualTo("0\n");
    }

    private String quarantined(String text) throws Exception {
        return world.sql("SELECT count() FROM orders_quarantine WHERE id LIKE '%" + text + "%'");
    }

    private void rowsOfFilesTakeThePlaceOfOthers() throws Exception {
        Path cities = world.folder.resolve("cities.csv");
        Files.writeString(cities, "id,city,tags\n2,Oslo,[]\n9,Rome,\"['r']\"\nnone,Oslo,\n7,Oslo,[]\n");
        CommandCall some = world.cli(
                "datasource", "replace", "orders", cities.toString(), "--sql-condition", "id < 5 OR city = 'Oslo'");
        assertThat(some.out())
                .as(some.err())
                .contains("2 rows now in orders, 2 went, 1 quarantined", "1 row of the file was left out");
        world.await(
                "the others",
                () -> world.sql("SELECT id, city FROM orders ORDER BY id").equals("2,\"Oslo\"\n7,\"Oslo\"\n"));
        assertThat(world.cli("datasource", "replace", "orders", cities.toString(), "--sql-condition", "id =")
                        .err())
                .contains("end of the query");
        Path none = Files.writeString(world.folder.resolve("none.csv"), "id,city,tags\nx,Oslo,[]\n");
        assertThat(world.cli("datasource", "replace", "orders", none.toString()).err())
                .contains("None of the file's 1 row fits 'orders'; of the first: id: ", "Nothing was changed");
        refusedFilesLeaveNothingInTheQuarantine(cities);
        assertThat(world.cli("datasource", "replace", "orders", "--url", "ftp://x/y.csv")
                        .err())
                .contains("http://… or https://… is expected");
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        files.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body =
                    "{\"id\": 5, \"place\": {\"city\": \"Bonn\"}, \"tags\": []}\n".getBytes(StandardCharsets.UTF_8);
            boolean there = exchange.getRequestURI().getPath().endsWith("/one.ndjson");
            exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
            if (there) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        files.start();
        try {
            String address = "http://localhost:" + files.getAddress().getPort();
            for (String mode : List.of("append", "replace")) {
                assertThat(world.cli("datasource", mode, "ordres", "--url", address + "/one.ndjson")
                                .err())
                        .contains("Did you mean 'orders'?");
            }
            assertThat(world.cli("datasource", "append", "orders", "--url", address + "/one.txt")
                            .err())
                    .contains("does not say what it is");
            assertThat(asked).as("requests for what has no place").hasValue(0);
            CommandCall fetched = world.cli("datasource", "append", "orders", "--url", address + "/one.ndjson");
            assertThat(fetched.out()).as(fetched.err()).contains("1 row appended to orders");
            assertThat(world.cli("datasource", "append", "orders", "--url", address + "/two.ndjson")
                            .err())
                    .contains("answers with status 404");
            assertThat(world.cli("datasource", "replace", "orders", "--url", address + "/two.ndjson")
                            .err())
                    .contains("answered 404");
            CommandCall whole = world.cli("datasource", "replace", "orders", address + "/one.ndjson");
            assertThat(whole.out()).as(whole.err()).contains("1 row now in orders, 3 went");
        } finally {
            files.stop(0);
        }
        assertThat(world.cli("job", "ls").out()).contains("import", "delete_data");
        Path two = Files.writeString(world.folder.resolve("two.csv"), "id,city,tags\n1,,\n2,,\n");
        assertThat(world.cli("datasource", "replace", "orders", two.toString()).out())
                .contains("2 rows now in orders, 1 went");
        world.await(
                "the whole",
                () -> world.sql("SELECT count(), sum(id) FROM orders").equals("2,3\n"));
    }

    void anOlderSnapshotIsReadAndBroughtBack() throws Exception {
        world.post("/v0/events?name=orders&wait=true", "{\"id\": 1, \"place\": {\"city\": \"Rome\"}, \"tags\": []}");
        world.cli("datasource", "delete", "orders", "--sql-condition", "id = 77"); // what was accepted is committed
        assertThat(world.cli("history", "orders", "--output", "csv").out())
                .startsWith("snapshot,committed at,by,added,removed,rows\n");
        String first = Json.tree(world.cli("history", "orders", "--json").out())
                .path("snapshots")
                .path(0)
                .path("snapshot")
                .asText();
        assertThat(world.cli("datasource", "delete", "orders", "--sql-condition", "id = 1")
                        .out())
                .contains("1 row deleted");
        world.await("nothing", () -> world.sql("SELECT count() FROM orders").equals("0\n"));
        assertThat(world.sql("SELECT city FROM orders AS OF " + first + " FORMAT CSV"))
                .isEqualTo("\"Rome\"\n");
        CommandCall back = world.cli("rollback", "orders", "--to", first, "--yes");
        assertThat(back.out())
                .as(back.err())
                .contains("orders has the 1 row of snapshot " + first + " again; it had 0");
        world.await("the row", () -> world.sql("SELECT count() FROM orders").equals("1\n"));
        world.await(
                "the job under its name",
                () -> world.sql("SELECT count() FROM pipit.jobs_log WHERE job_type = 'rollback'"
                                + " AND datasource_name = 'orders' AND status = 'done'")
                        .equals("1\n"));
        world.post("/v0/events?name=orders&wait=true", "{\"id\": 2, \"place\": {\"city\": \"Bonn\"}, \"tags\": []}");
        assertThat(world.sql("SELECT count() FROM orders")).isEqualTo("2\n");
        assertThat(world.cli("rollback", "orders", "--to", "12345", "--yes").err())
                .contains("has expired, or never was", "pipit history orders");
        world.refused(
                world.post("/v0/sql", "SELECT 1 FROM orders AS OF 'May'"),
                400,
                "neither the id of a snapshot nor a time");
        assertThat(world.cli("rollback", "orders", "--to", first).exitCode()).isEqualTo(2);
    }
}
