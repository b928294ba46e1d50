package io.pipit.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tests of whole projects, in the forms that they are found in. */
class ProjectTestsTest {
    private static final Path PROJECTS =
            Path.of("").toAbsolutePath().getParent().resolve("core/src/test/resources/projects");
    private static final int ENDPOINTS = 30;
    private static final int CASES = 10;

    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @CsvSource({"messenger, 19", "template-tour, 20", "ad-exchange, 2", "odd-layouts, 8"})
    void pass(String project, int tests) {
        assertThat(run(PROJECTS.resolve(project))).as(out.toString()).isZero();
        assertThat(out.toString().strip()).endsWith(tests + " passed, 0 failed");
    }

    @Test
    void threeHundredOfThirtyEndpoints(@TempDir Path folder) throws IOException {
        write(folder.resolve("datasources/orders.datasource"), """
                SCHEMA >
                    id UInt32 `json:$.id`,
                    shop LowCardinality(String) `json:$.shop`
                ENGINE MergeTree
                ENGINE_SORTING_KEY id
                """);
        write(folder.resolve("datasources/shops.datasource"), """
                SCHEMA >
                    shop LowCardinality(String),
                    orders AggregateFunction(count)
                ENGINE AggregatingMergeTree
                ENGINE_SORTING_KEY shop
                """);
        write(folder.resolve("pipes/shops_mv.pipe"), """
                NODE n
                SQL >
                    SELECT shop, countState() AS orders FROM orders GROUP BY shop
                TYPE materialized
                DATASOURCE shops
                """);
        write(
                folder.resolve("fixtures/orders.sql"),
                "SELECT number AS id, concat('s', toString(number % 10)) AS shop FROM numbers(600)");
        for (int e = 0; e < ENDPOINTS; e++) {
            endpoint(folder, e);
        }
        assertThat(run(folder)).as(out.toString()).isZero();
        assertThat(out.toString().strip()).endsWith("300 passed, 0 failed");
    }

    /** Orders of a shop whose number is not in the endpoint's class, and all orders of the shop. */
    private static void endpoint(Path folder, int e) throws IOException {
        write(folder.resolve("endpoints/e" + e + ".pipe"), """
                NODE base
                SQL >
                    %
                    SELECT * FROM orders WHERE id % {{ Int32(classes, 30) }} = CLASS
                    {% if defined(shop) %} AND shop = {{ String(shop) }} {% end %}

                NODE endpoint
                SQL >
                    SELECT b.shop AS shop, count() AS n, any(s.orders) AS orders
                    FROM base AS b
                    LEFT JOIN (SELECT shop, countMerge(orders) AS orders FROM shops GROUP BY shop) AS s USING shop
                    GROUP BY shop
                    ORDER BY shop
                TYPE endpoint
                """.replace("CLASS", String.valueOf(e)));
        StringBuilder tests = new StringBuilder();
        for (int c = 0; c < CASES; c++) {
            tests.append("- name: case_")
                    .append(c)
                    .append("\n  parameters: shop=s")
                    .append(c);
            tests.append("\n  expected_result: ");
            boolean some = e % 10 == c; // 600 orders: 20 in each class, all of one shop
            tests.append(some ? "|\n    {\"shop\":\"s" + c + "\",\"n\":20,\"orders\":60}\n" : "''\n");
        }
        write(folder.resolve("tests/e" + e + ".yaml"), tests.toString());
    }

    private int run(Path project) {
        PrintWriter remarks = new PrintWriter(new StringWriter());
        return new TestRun(project, new PrintWriter(out, true), remarks)
                .run(List.of(), Optional.empty(), Optional.empty(), TestRun.Form.TEXT);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
