package io.pipit.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which forms answers come over HTTP. */
class AnswerFormatsIT extends ServingRoutesTestBase {
    @Test
    void sqlComesInEveryWayAndFormat() throws Exception {
        assertThat(sql("SELECT count() AS c, max(ratio) FROM hits FORMAT CSV").body())
                .startsWith("6,");
        assertThat(sql("SELECT at, tags, page FROM hits ORDER BY at LIMIT 1;").body())
                .isEqualTo("2024-03-10 02:30:00\t['a','b']\tit\\'s \"0\n");
        assertThat(sql("SELECT ratio FROM hits ORDER BY at LIMIT 3 FORMAT JSONEachRow")
                        .body())
                .isEqualTo("{\"ratio\":null}\n{\"ratio\":0.25}\n{\"ratio\":0.5}\n");
        assertThat(sql("SELECT ratio, tags FROM hits ORDER BY at LIMIT 1 format CSVWithNames")
                        .body())
                .isEqualTo("\"ratio\",\"tags\"\nnan,\"['a','b']\"\n");
        assertThat(sql("SELECT bytes FROM hits ORDER BY at LIMIT 1 FORMAT Pretty")
                        .body())
                .isEqualTo("┌───────┐\n│ bytes │\n├───────┤\n│     0 │\n└───────┘\n");
        for (HttpResponse<String> answer : new HttpResponse[] {
            post("/v0/sql", "text/plain", "SELECT 1 + 1"),
            post("/v0/sql", "application/x-www-form-urlencoded", "q=SELECT%201%20%2B%201"),
            post("/v0/sql", "application/x-www-form-urlencoded", "SELECT 1 + 1"),
            post("/v0/sql", "application/json", "{\"q\": \"SELECT 1 + 1\"}")
        }) {
            assertThat(answer.body()).isEqualTo("2\n");
        }
        assertThat(get("/v0/pipes/pages.json?min_position=" + encoded(position) + "&q="
                                + encoded("SELECT sum(hits) AS n FROM _ FORMAT CSV"))
                        .body())
                .isEqualTo("6\n");
    }

    @Test
    void parquetIsAFileOfTheSameRows() throws Exception {
        String wait = "?min_position=" + encoded(position);
        assertThat(parquet("/v0/pipes/pages.parquet" + wait + "&least=5"))
                .isEqualTo("it's \"2|1|5|2024-03-10 02:30:05\n");
        assertThat(parquet("/v0/sql" + wait + "&q="
                        + encoded("SELECT ratio, tags FROM hits ORDER BY at DESC LIMIT 2 FORMAT Parquet")))
                .isEqualTo("1.25|[a, b]\n1.0|[a, b]\n");
        assertThat(parquet("/v0/sql" + wait + "&q="
                        + encoded("SELECT page, sum(bytes) FROM hits GROUP BY page WITH TOTALS ORDER BY page"
                                + " FORMAT Parquet")))
                .isEqualTo("it's \"0|3\nit's \"1|5\nit's \"2|7\n");
        assertThat(parquet("/v0/pipes/pages.parquet" + wait + "&q=" + encoded("SELECT sum(hits) FROM _")))
                .isEqualTo("6\n");
    }

    @Test
    void aParquetFileIsBoundedAndNoneIsLeft() throws Exception {
        assertError(
                sql("SELECT rand64() AS r, number FROM numbers(1000000000) FORMAT Parquet"),
                400,
                "QUERY_FAILED",
                "The answer is larger than 1 MB.");
        assertError(sql("SELECT throwIf(bytes = 3) FROM hits FORMAT Parquet"), 400, "QUERY_FAILED", "");
        try (Stream<Path> files = Files.list(serving.answers())) {
            assertThat(files).isEmpty();
        }
    }

    /** What another engine reads in the file, a line a row. */
    private static String parquet(String path) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.apache.parquet");
        assertThat(answer.headers().firstValue("X-Pipit-Position")).contains(position);
        Path file = Files.write(folder.resolve("answer.parquet"), answer.body());
        try (Engine engine = Engine.open(new EngineConfig(1, 64L << 20, folder.resolve("reader")));
                EngineSession session = engine.session()) {
            return session.query("SELECT COLUMNS(*)::VARCHAR FROM '" + file + "'", rows -> {
                StringBuilder text = new StringBuilder();
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        text.append(i == 1 ? "" : "|").append(rows.getString(i));
                    }
                    text.append('\n');
                }
                return text.toString();
            });
        }
    }

    @Test
    void settingsQuoteNumbersInJson() throws Exception {
        String path = "/v0/sql?min_position=" + encoded(position) + "&q="
                + encoded("SELECT bytes, ratio FROM hits ORDER BY at LIMIT 1 FORMAT JSONEachRow");
        String both = "&output_format_json_quote_64bit_integers=1&output_format_json_quote_denormals=1";
        assertThat(get(path).body()).isEqualTo("{\"bytes\":0,\"ratio\":null}\n");
        assertThat(get(path + both).body()).isEqualTo("{\"bytes\":\"0\",\"ratio\":\"nan\"}\n");
        assertError(
                get(path + "&output_format_json_quote_denormals=yes"),
                400,
                "INVALID_PARAMETER",
                "output_format_json_quote_denormals");
        assertThat(get("/v0/pipes/pages.ndjson?least=5&min_position=" + encoded(position) + both)
                        .body())
                .contains("\"hits\":\"1\",\"total\":\"5\",");
    }

    @Test
    void prometheusReadsEndpoints() throws Exception {
        String query = "SELECT 'hits' AS name, hits AS value, map('page', page) AS labels FROM _ ORDER BY page LIMIT 1";
        HttpResponse<String> answer =
                get("/v0/pipes/pages.prometheus?min_position=" + encoded(position) + "&q=" + encoded(query));
        assertThat(answer.body()).isEqualTo("hits{page=\"it's \\\"0\"} 2\n\n");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertError(get("/v0/pipes/pages.prometheus"), 400, "INVALID_ARGUMENT", "no column 'name'");
    }
}
