package io.pipit.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Parameters, errors, and what is listed. */
class ServingRoutesIT extends ServingRoutesTestBase {
    @Test
    void anEndpointAnswersInTheEstablishedShape() throws Exception {
        HttpResponse<String> answer = get("/v0/pipes/pages.json?token=x&unknown=1&min_position=" + encoded(position));
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body.get("meta").toString())
                .isEqualTo("[{\"name\":\"page\",\"type\":\"String\"},{\"name\":\"hits\",\"type\":\"UInt64\"},"
                        + "{\"name\":\"total\",\"type\":\"Int64\"},{\"name\":\"last\",\"type\":\"DateTime\"}]");
        assertThat(body.get("data").get(0).toString())
                .isEqualTo("{\"page\":\"it's \\\"0\",\"hits\":2,\"total\":3,\"last\":\"2024-03-10 02:30:03\"}");
        assertThat(body.get("rows").asInt()).isEqualTo(3);
        assertThat(body.get("statistics").get("rows_read").asInt()).isEqualTo(6);
        assertThat(answer.headers().firstValue("X-Pipit-Position")).contains(position);
        assertThat(answer.headers().firstValue("X-Pipit-Fresh-Rows")).contains("6");
        assertThat(answer.headers().firstValue("X-Pipit-Lake-Rows")).contains("0");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void parametersComeByQueryFormOrJson() throws Exception {
        String wait = "?min_position=" + encoded(position);
        assertThat(get("/v0/pipes/pages.csv" + wait + "&least=5").body())
                .isEqualTo("\"it's \"\"2\",1,5,\"2024-03-10 02:30:05\"\n");
        assertThat(post("/v0/pipes/pages.csv" + wait, "application/x-www-form-urlencoded", "least=5")
                        .body())
                .isEqualTo("\"it's \"\"2\",1,5,\"2024-03-10 02:30:05\"\n");
        assertThat(post("/v0/pipes/pages.ndjson" + wait, "application/json", "{\"least\": 5}")
                        .body())
                .isEqualTo("{\"page\":\"it's \\\"2\",\"hits\":1,\"total\":5,\"last\":\"2024-03-10 02:30:05\"}\n");
    }

    @Test
    void bodiesMayBeCompressed() throws Exception {
        String csv = "/v0/pipes/pages.csv?min_position=" + encoded(position);
        String found = "\"it's \"\"2\",1,5,\"2024-03-10 02:30:05\"\n";
        assertThat(gzipped(csv, "application/json", "{\"least\": 5}").body()).isEqualTo(found);
        assertThat(gzipped(csv, "application/x-www-form-urlencoded", "x=%26&least=5")
                        .body())
                .isEqualTo(found);
        String wait = "?min_position=" + encoded(position);
        assertThat(gzipped("/v0/sql" + wait, "text/plain", "SELECT count() AS n FROM hits FORMAT JSONCompactEachRow")
                        .body())
                .isEqualTo("[6]\n");
        assertError(sent(csv, "application/json", "gzip", "{}".getBytes(UTF_8)), 400, "INVALID_BODY", "is not gzip");
        assertError(sent(csv, "application/json", "br", new byte[] {1}), 400, "INVALID_BODY", "'br' is not supported");
    }

    private static HttpResponse<String> gzipped(String path, String type, String body) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body.getBytes(UTF_8));
        }
        return sent(path, type, "gzip", packed.toByteArray());
    }

    @Test
    void whatATemplateDeclaresIsItsParameterWhateverItsName() throws Exception {
        String wait = "?min_position=" + encoded(position);
        assertThat(get("/v0/pipes/searched.csv" + wait + "&q=2").body()).isEqualTo("2\n");
        assertThat(get("/v0/pipes/searched.csv" + wait + "&q=2&token=secret").body())
                .as("a token is no template's")
                .isEqualTo("2\n");
        assertThat(get("/v0/pipes/searched.csv" + wait + "&q=s&as_of=" + encoded("2024-03-10 02:30:01"))
                        .body())
                .isEqualTo("2\n");
        assertThat(get("/v0/pipes/pages.csv" + wait + "&q=" + encoded("SELECT sum(hits) AS h FROM _"))
                        .body())
                .isEqualTo("6\n");
    }

    @Test
    void aQueryIsExplainedInsteadOfAsked() throws Exception {
        String wait = "?min_position=" + encoded(position);
        for (String path : new String[] {
            "/v0/pipes/pages.json" + wait + "&explain=true&least=5",
            "/v0/pipes/pages/explain" + wait + "&least=5",
            "/v0/pipes/pages/nodes/counted/explain" + wait + "&least=5"
        }) {
            HttpResponse<String> answer = get(path);
            JsonNode body = JSON.readTree(answer.body());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(body.get("debug_query").asText()).contains("FROM hits\nWHERE bytes >= 5");
            assertThat(body.get("query_explain").asText()).containsIgnoringCase("group by");
        }
        JsonNode over = JSON.readTree(
                get("/v0/pipes/pages.json" + wait + "&explain=1&q=" + encoded("SELECT sum(hits) AS h FROM _"))
                        .body());
        String query = over.get("debug_query").asText();
        assertThat(query).startsWith("WITH\npages AS (").endsWith("SELECT sum(hits) AS h FROM pages\n)");
        assertThat(sql(query).body()).as("it can be asked").isEqualTo("6\n");
        assertThat(get("/v0/sql?explain=true&q=" + encoded("SELECT page FROM hits FORMAT JSON"))
                        .body())
                .contains("\"debug_query\":\"SELECT page FROM hits\"")
                .doesNotContain("\"data\"");
        assertError(get("/v0/pipes/pages/nodes/countd/explain"), 404, "UNKNOWN_ENDPOINT", "Did you mean 'counted'?");
        assertError(get("/v0/pipes/page/explain"), 404, "UNKNOWN_ENDPOINT", "Did you mean 'pages'?");
    }

    @Test
    void jsonAnswersSayHowManyRowsThereAreBeforeTheLimit() throws Exception {
        assertBeforeLimit("SELECT page, count() AS n FROM hits GROUP BY page ORDER BY n DESC, page LIMIT 1", 1, 3);
        assertBeforeLimit("SELECT page FROM hits GROUP BY page ORDER BY max(at) LIMIT 2 OFFSET 1", 2, 3);
        assertBeforeLimit("SELECT page FROM hits GROUP BY page HAVING sum(bytes) > 4 LIMIT 1", 1, 2);
        assertBeforeLimit("SELECT DISTINCT page FROM hits LIMIT 2", 2, 3);
        assertBeforeLimit("SELECT bytes FROM hits WHERE bytes > 1 ORDER BY at DESC LIMIT 2", 2, 4);
        assertBeforeLimit("SELECT bytes, [at] AS ats FROM hits ORDER BY at LIMIT 2 OFFSET 1", 2, 6);
        assertBeforeLimit("SELECT bytes, tag FROM hits ARRAY JOIN tags AS tag ORDER BY at LIMIT 2", 2, 12);
        assertBeforeLimit("SELECT bytes, page FROM hits ORDER BY at LIMIT 1 BY page LIMIT 2", 2, 3);
        assertBeforeLimit("SELECT bytes FROM hits ORDER BY at LIMIT 10 OFFSET 4", 2, 6);
        assertBeforeLimit("SELECT page, count() FROM hits GROUP BY page WITH TOTALS ORDER BY page LIMIT 30", 3, 3);
        assertBeforeLimit("SELECT bytes FROM hits ORDER BY at LIMIT 0", 0, 0);
        assertThat(JSON.readTree(sql("SELECT bytes FROM hits LIMIT 2 FORMAT JSON")
                                .body())
                        .get("rows_before_limit_at_least")
                        .asInt())
                .as("what is in no order is not counted")
                .isBetween(2, 6);
        assertThat(sql("SELECT bytes FROM hits ORDER BY at FORMAT JSON").body()).doesNotContain("before_limit");
        assertThat(sql("SELECT bytes FROM hits ORDER BY at LIMIT 1 FORMAT CSVWithNames")
                        .body())
                .isEqualTo("\"bytes\"\n0\n");
    }

    private static void assertBeforeLimit(String query, int rows, int before) throws Exception {
        JsonNode answer = JSON.readTree(sql(query + " FORMAT JSON").body());
        assertThat(answer.path("rows").asInt(-1)).as(query + answer).isEqualTo(rows);
        assertThat(answer.path("data").size()).as(query).isEqualTo(rows);
        assertThat(answer.path("rows_before_limit_at_least").asInt(-1))
                .as(query)
                .isEqualTo(before);
    }

    @Test
    void filesAreShownAsTheyAre() throws Exception {
        HttpResponse<String> pipe = get("/v0/pipes/pages.pipe");
        assertThat(pipe.statusCode()).isEqualTo(200);
        assertThat(pipe.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
        assertThat(pipe.body()).startsWith("NODE counted\nSQL >\n    %\n").endsWith("TYPE endpoint\n");
        assertThat(get("/v0/datasources/hits.datasource").body()).contains("`at` DateTime `json:$.at`,");
        assertError(get("/v0/pipes/page.pipe"), 404, "UNKNOWN_ENDPOINT", "Did you mean 'pages'?");
        assertError(get("/v0/datasources/hit.datasource"), 404, "UNKNOWN_DATA_SOURCE", "Did you mean 'hits'?");
    }

    @Test
    void whatSaysMoreThanAnswersIsForTheServersOwnToken() throws Exception {
        for (String path : new String[] {
            "/v0/pipes/pages.pipe", "/v0/pipes/pages.json?explain=true", "/v0/sql?q=SELECT+1&explain=true"
        }) {
            HttpResponse<String> answer =
                    HTTP.send(request(path).header("X-May-Nothing", "1").build(), HttpResponse.BodyHandlers.ofString());
            assertError(answer, 403, "ACCESS_DENIED", "needs the server's own token");
        }
    }

    @Test
    void errorsNameWhatIsWrongAndWhatToDo() throws Exception {
        assertError(get("/v0/pipes/page.json"), 404, "UNKNOWN_ENDPOINT", "Did you mean 'pages'?");
        assertError(
                get("/v0/pipes/pages.xml"),
                404,
                "UNKNOWN_ENDPOINT",
                "csv, csvwithnames, json, ndjson, parquet, prometheus");
        assertError(get("/v0/pipes/pages.json?least=many"), 400, "INVALID_PARAMETER", "least");
        assertError(get("/v0/sql"), 400, "MISSING_PARAMETER", "There is no query");
        assertError(sql("SELECT 1 FORMAT JSONEachRw"), 400, "INVALID_ARGUMENT", "Did you mean 'JSONEachRow'?");
        assertError(sql("SELEC 1"), 400, "SQL_SYNTAX", "");
        assertError(sql("SELECT byte FROM hits"), 400, "UNKNOWN_COLUMN", "bytes");
        assertError(sql("SELECT 1,\n\n byte FROM hits"), 400, "UNKNOWN_COLUMN", "(line 3)");
        assertError(sql("% SELECT {{Int32(x, 1)}},\n byte FROM hits"), 400, "UNKNOWN_COLUMN", "(line 2)");
        assertError(sql("SELECT 1,\n FRM hits WHERE"), 400, "SQL_SYNTAX", "(line ");
        assertError(sql("SELECT * FROM hit"), 400, "UNKNOWN_TABLE", "hits");
        assertError(get("/v0/sql?q=SELECT%201&min_position=x"), 400, "INVALID_PARAMETER", "X-Pipit-Position");
        assertError(post("/v0/pipes/pages.json", "application/json", "[1]"), 400, "INVALID_BODY", "JSON object");
    }

    @Test
    void errorsOfATemplateAreThoseThatItsAuthorWrote() throws Exception {
        HttpResponse<String> own = sql("%{{custom_error({'error': 'too many', 'max': [5, 'x']}, 422)}} SELECT 1");
        assertThat(own.statusCode()).isEqualTo(422);
        assertThat(own.body()).isEqualTo("{\"error\":\"too many\",\"max\":[5,\"x\"]}");
        assertError(sql("%{{custom_error('no such plan', 404)}} SELECT 1"), 404, "TEMPLATE_ERROR", "no such plan");
        assertError(sql("%{{error('give a plan')}} SELECT 1"), 400, "TEMPLATE_ERROR", "give a plan");
    }

    @Test
    void nothingButSelectsOfTheProjectIsReachable() throws Exception {
        for (String attack : new String[] {
            "DROP TABLE hits",
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM duckdb_tables()",
            "SELECT * FROM information_schema.tables",
            "COPY hits TO '/tmp/x'",
            "SELECT 1; DROP TABLE hits",
            "SELECT getenv('PATH')",
            "SELECT * FROM fresh_1_1_1",
            "ATTACH 'x.db'",
            "SET memory_limit = '1TB'"
        }) {
            assertThat(sql(attack).statusCode()).as(attack).isEqualTo(400);
        }
    }

    @Test
    void listsWhatThereIs() throws Exception {
        JsonNode pipes = JSON.readTree(get("/v0/pipes").body()).get("pipes");
        assertThat(pipes.get(0).get("name").asText()).isEqualTo("pages");
        assertThat(JSON.readTree(get("/v0/pipes/pages").body())
                        .get("parameters")
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("least");
        JsonNode sources = JSON.readTree(get("/v0/datasources").body()).get("datasources");
        assertThat(sources.findValuesAsText("name")).contains("hits", "hits_quarantine");
        assertThat(JSON.readTree(get("/v0/datasources/hits").body()).findValuesAsText("name"))
                .startsWith("hits");
        assertThat(get("/v0/datasources/hitz").statusCode()).isEqualTo(404);
        assertThat(get("/v0/datasources/hitz").body())
                .contains("There is no data source 'hitz'.", "'hits'", "UNKNOWN_DATA_SOURCE");
    }

    @Test
    void endpointsAreDescribedAsOpenApiToWhomMayAskThem() throws Exception {
        JsonNode document = JSON.readTree(get("/v0/pipes/openapi.json").body());
        assertThat(document.get("openapi").asText()).startsWith("3.");
        JsonNode least = document.get("paths")
                .get("/v0/pipes/pages.json")
                .get("get")
                .get("parameters")
                .get(0);
        assertThat(least.get("name").asText()).isEqualTo("least");
        assertThat(least.get("required").asBoolean()).isFalse();
        assertThat(least.get("schema").get("default").asInt(-1)).isZero();
        HttpResponse<String> other = HTTP.send(
                request("/v0/pipes/openapi.json").header("X-May-Nothing", "1").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(JSON.readTree(other.body()).get("paths")).isEmpty();
    }

    @Test
    void aBodyMayBeATemplate() throws Exception {
        String template = "% SELECT count() AS c FROM hits WHERE bytes >= {{Int64(least, 3)}} FORMAT CSV";
        String wait = "/v0/sql?min_position=" + encoded(position);
        assertThat(post(wait, "text/plain", template).body()).isEqualTo("3\n");
        assertThat(post(wait + "&least=5", "text/plain", template).body()).isEqualTo("1\n");
        assertThat(post(wait, "application/json", "{\"least\": 4, \"q\": \"" + template + "\"}")
                        .body())
                .isEqualTo("2\n");
        assertError(post(wait + "&least=x", "text/plain", template), 400, "INVALID_PARAMETER", "least");
    }
}
