package io.pipit.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRunTest {
    @TempDir
    private Path project;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        write("datasources/orders.datasource", """
                SCHEMA >
                    `at` DateTime `json:$.at`,
                    `shop` String `json:$.shop.name` DEFAULT 'none',
                    `tags` Array(String) `json:$.tags[:]` DEFAULT [],
                    `amount` Float64 `json:$.amount`
                ENGINE MergeTree
                ENGINE_SORTING_KEY at
                """);
        write("datasources/by_shop.datasource", """
                SCHEMA >
                    `shop` String,
                    `orders` AggregateFunction(count),
                    `amount` AggregateFunction(sum, Float64)
                ENGINE AggregatingMergeTree
                ENGINE_SORTING_KEY shop
                """);
        write("datasources/rates.datasource", """
                SCHEMA >
                    `currency` String,
                    `rate` Nullable(Float64),
                    `seen` Array(Date)
                ENGINE ReplacingMergeTree
                ENGINE_SORTING_KEY currency
                """);
        write("pipes/by_shop_mv.pipe", """
                NODE n
                SQL >
                    SELECT shop, countState() AS orders, sumState(amount) AS amount FROM orders GROUP BY shop
                TYPE materialized
                DATASOURCE by_shop
                """);
        write("endpoints/shops.pipe", """
                NODE n
                SQL >
                    %
                    SELECT shop, countMerge(orders) AS orders, round(sumMerge(amount), 2) AS amount
                    FROM by_shop
                    {% if defined(shop) %} WHERE shop = {{ String(shop) }} {% end %}
                    GROUP BY shop
                    ORDER BY orders DESC
                    LIMIT {{ Int32(limit, 10) }}
                TYPE endpoint
                """);
        write("endpoints/rate.pipe", """
                NODE n
                SQL >
                    SELECT currency, rate, length(seen) AS seen FROM rates ORDER BY currency
                TYPE endpoint
                """);
        write("endpoints/age.pipe", """
                NODE n
                SQL >
                    SELECT toString(now()) AS now, dateDiff('day', max(at), now()) AS days FROM orders
                TYPE endpoint
                """);
        write("fixtures/orders.ndjson", """
                {"at":"2025-01-01 10:00:00","shop":{"name":"a"},"amount":1.1,"tags":["x"]}
                {"at":"2025-01-01 11:00:00","shop":{"name":"b"},"amount":2.2}
                {"at":"2025-01-01 12:00:00","shop":{"name":"b"},"amount":"3.3"}
                {"at":"2025-01-01 12:00:00","amount":4}
                {"at":"soon","amount":4}
                """);
        write("fixtures/rates.csv", "currency,rate,seen\nEUR,1,\"['2025-01-01','2025-01-02']\"\nUSD,,\nEUR,1.1,[]\n");
        write("fixtures/spare.ndjson", "{}\n");
    }

    @Test
    void fixturesTakeTheRealWay() throws IOException {
        write("tests/shops.yaml", """
                - name: all
                  expected_result: |
                    {"shop":"b","orders":2,"amount":5.5}
                    {"shop":"none","orders":1,"amount":4}
                    {"shop":"a","orders":1,"amount":1.1}
                - name: one
                  parameters: shop=a&limit=1
                  expected_result: |
                    {"shop":"a","orders":1,"amount":1.1}
                - name: wrong
                  parameters: limit=x
                  expected_http_status: 400
                """);
        write("tests/rate.yaml", """
                - name: csv
                  expected_result: |
                    {"currency":"EUR","rate":1.1,"seen":0}
                    {"currency":"USD","rate":null,"seen":0}
                """);
        assertThat(run()).as(() -> out.toString()).isZero();
        assertThat(out.toString()).endsWith("4 passed, 0 failed\n");
        assertThat(err.toString())
                .contains("fixtures/orders.ndjson: 1 row does not fit and went to orders_quarantine")
                .contains("fixtures/spare.ndjson: there is no data source 'spare'");
    }

    @Test
    void aTestMayHaveRowsAndATimeOfItsOwn() throws IOException {
        write(
                "fixtures/shops/orders.sql",
                "SELECT now() - INTERVAL number DAY AS at, 's' AS shop, 1 AS amount FROM numbers(3)");
        write("more.ndjson", "{\"at\":\"2025-02-01\",\"amount\":1}\n");
        write("tests/shops.yaml", """
                - name: of_the_folder
                  expected_result: |
                    {"shop":"s","orders":3,"amount":3}
                - name: of_the_test
                  fixtures:
                    orders:
                      - {at: '2025-01-01 00:00:00', shop: {name: only}, amount: 7}
                  expected_result:
                    - {shop: only, orders: 1, amount: 7}
                """);
        write("tests/age.yaml", """
                - name: later
                  now: 2025-01-11 12:00:00
                  expected_result: >
                    {"now":"2025-01-11 12:00:00","days":10}
                - name: named_file
                  now: 2025-02-03
                  fixtures:
                    orders: more.ndjson
                  expected_result: '{"now":"2025-02-03 00:00:00","days":2}'
                """);
        assertThat(run()).as(() -> out.toString()).isZero();
    }

    @Test
    void whatFailsSaysWhy() throws IOException {
        write("tests/shops.yaml", """
                - name: other
                  parameters: shop=b
                  expected_result: |
                    {"shop":"b","orders":3,"amount":5.5}
                - name: unrecorded
                  expected_result: ''
                - name: unrecorded
                  parametres: a=1
                """);
        write("tests/shop.yaml", "- name: unknown\n  expected_result: ''\n");
        write("tests/broken.yaml", "- name: [\n");
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString())
                .contains("orders: expected 3, got 2")
                .contains("no expected_result is recorded, but the answer has 3 rows")
                .contains("an earlier test of the file has the same name")
                .contains("'parametres' is no key of a test. Did you mean 'parameters'?")
                .contains("There is no pipe 'shop'. Did you mean 'shops'?")
                .contains("  ✗ line 2\n      this is not YAML")
                .endsWith("0 passed, 5 failed\n");
    }

    @Test
    void theOlderFormPassesWithoutRows() throws IOException {
        write("tests/quality.yaml", """
                - no_negative_orders:
                    max_bytes_read: null
                    max_time: null
                    sql: SELECT * FROM shops WHERE orders < 0
                - every_shop_has_one_order:
                    pipe:
                      name: shops
                      params:
                        shop: b
                    sql: SELECT * FROM _ WHERE orders <> 1
                """);
        write("tests/regression.yaml", "- pipe: .*\n  tests:\n    - coverage: {config: {}}\n");
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString())
                .contains("✓ no_negative_orders", "✗ every_shop_has_one_order")
                .endsWith("1 passed, 1 failed\n");
    }

    @Test
    void updateRecordsAndTheRunPasses() throws IOException {
        PrintWriter writer = new PrintWriter(out, true);
        TestCreate create = new TestCreate(project, writer, new PrintWriter(err, true));
        assertThat(create.create("shops", Optional.empty())).isZero();
        assertThat(project.resolve("tests/shops.yaml"))
                .content()
                .contains(
                        "- name: shops_default", "- name: shops_limit", "{\"shop\":\"b\",\"orders\":2,\"amount\":5.5}");
        assertThat(run("shops", "tests/shops.yaml", "shops::shops_limit")).isZero();
        assertThat(out.toString()).endsWith("3 passed, 0 failed\n");
        assertThat(new TestUpdate(project, writer, writer).update(List.of(), Optional.empty()))
                .isZero();
        assertThat(out.toString()).contains("tests/shops.yaml: 3 tests, nothing new");
    }

    @Test
    void buildServersGetTheirReport() throws Exception {
        write("tests/shops.yaml", "- name: a<b>\n  expected_result: ''\n");
        Path report = project.resolve("build/report.xml");
        int code = new TestRun(project, new PrintWriter(out), new PrintWriter(err))
                .run(List.of(), Optional.of("2025-01-01 00:00:00"), Optional.of(report), TestRun.Form.JSON);
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).startsWith("{\"passed\":0,\"failed\":1,\"tests\":[{");
        assertThat(javax.xml.parsers.DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getElementsByTagName("failure")
                        .getLength())
                .isEqualTo(1);
    }

    private int run(String... names) {
        return new TestRun(project, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(List.of(names), Optional.empty(), Optional.empty(), TestRun.Form.TEXT);
    }

    private void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
