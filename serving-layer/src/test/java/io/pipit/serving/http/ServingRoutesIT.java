package io.pipit.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.serving.KafkaSettings;
import io.pipit.serving.ServingConfig;
import io.pipit.serving.ServingLayer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes with a compiled project: parameters, formats, errors. */
class ServingRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Lake lake;
    private static ServingLayer serving;
    private static Javalin server;
    private static String position;

    @BeforeAll
    static void start() throws Exception {
        Plan plan = plan();
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        lake = new Lake(new LakeConfig(
                "jdbc",
                "jdbc:h2:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
                folder.resolve("warehouse").toString(),
                Map.of()));
        Topics topics = new Topics("routes");
        try (LogAdmin admin = new LogAdmin(broker.bootstrapServers(), Map.of());
                BlockWriter blocks = new BlockWriter(broker.bootstrapServers(), Map.of());
                Engine engine = Engine.open(new EngineConfig(1, 64L << 20, folder.resolve("writer")));
                EngineSession session = engine.session()) {
            admin.ensure(topics.fresh(), 1);
            LogTopic log = admin.ensure(topics.log("hits"), 1);
            byte[] rows = session.queryIpc(
                    "SELECT TIMESTAMP '2024-03-10 02:30:00' + to_seconds(i) AS at, 'it''s \"' || (i % 3) AS"
                            + " page, i::BIGINT AS bytes, CASE WHEN i = 0 THEN 'nan'::DOUBLE ELSE i / 4 END AS ratio, ['a', 'b'] AS tags"
                            + " FROM range(6) t(i)");
            BlockHeader header = new BlockHeader("hits", 1, 1, 6, 0, "", 0);
            blocks.write(log, new Block(header, rows, new byte[0])).join();
            position = log.topicId() + ":0=1";
        }
        serving = new ServingLayer(
                ServingConfig.of(folder.resolve("spill"), 2, 256L << 20),
                new KafkaSettings(broker.bootstrapServers(), Map.of()),
                topics,
                lake);
        serving.start(plan);
        server = Javalin.create(config -> {
                    config.routes.exception(PipitException.class, (e, context) -> {
                        ErrorBody body = ErrorBody.of(e);
                        context.status(body.status()).result(body.toJson());
                    });
                    config.routes.before(context -> {
                        if (context.header("X-May-Nothing") != null) {
                            context.attribute(Access.ATTRIBUTE, (Access) ServingRoutesIT::denied);
                        }
                    });
                    new ServingRoutes(serving, 1 << 20).addTo(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    private static void denied(Scope scope) {
        throw new PipitException(ErrorCode.ACCESS_DENIED, "Not " + scope);
    }

    private static Plan plan() {
        ProjectCompiler.Compilation compiled = new ProjectCompiler()
                .compile(ProjectFiles.of(Map.of(
                        "datasources/hits.datasource", """
                        SCHEMA >
                            `at` DateTime `json:$.at`,
                            `page` String `json:$.page`,
                            `bytes` Int64 `json:$.bytes`,
                            `ratio` Float64 `json:$.ratio`,
                            `tags` Array(String) `json:$.tags[:]`

                        ENGINE "MergeTree"
                        ENGINE_SORTING_KEY "page, at"
                        """, "pipes/searched.pipe", """
                        NODE searched
                        SQL >
                            %
                            SELECT count() AS pages FROM hits
                            WHERE position(page, {{String(q, '')}}) > 0 AND at <= {{DateTime(as_of, '2030-01-01 00:00:00')}}

                        TYPE endpoint
                        """, "pipes/pages.pipe", """
                        NODE counted
                        SQL >
                            %
                            SELECT page, count() AS hits, sum(bytes) AS total, max(at) AS last
                            FROM hits
                            WHERE bytes >= {{Int64(least, 0)}}
                            GROUP BY page
                            ORDER BY page

                        TYPE endpoint
                        """)));
        return compiled.plan().orElseThrow(() -> new AssertionError(compiled.problems()));
    }

    @AfterAll
    static void stop() {
        server.stop();
        serving.close();
        lake.close();
        broker.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> sql(String query) throws Exception {
        return get("/v0/sql?min_position=" + encoded(position) + "&q=" + encoded(query));
    }

    private static HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        return HTTP.send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

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
    void whatATemplateDeclaresIsItsParameterWhateverItsName() throws Exception {
        String wait = "?min_position=" + encoded(position);
        assertThat(get("/v0/pipes/searched.csv" + wait + "&q=2").body()).isEqualTo("2\n");
        assertThat(get("/v0/pipes/searched.csv" + wait + "&q=s&as_of=" + encoded("2024-03-10 02:30:01"))
                        .body())
                .isEqualTo("2\n");
        assertThat(get("/v0/pipes/pages.csv" + wait + "&q=" + encoded("SELECT sum(hits) AS h FROM _"))
                        .body())
                .isEqualTo("6\n");
    }

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
        assertError(sql("SELECT * FROM hit"), 400, "UNKNOWN_TABLE", "hits");
        assertError(get("/v0/sql?q=SELECT%201&min_position=x"), 400, "INVALID_PARAMETER", "X-Pipit-Position");
        assertError(post("/v0/pipes/pages.json", "application/json", "[1]"), 400, "INVALID_BODY", "JSON object");
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

    private static void assertError(HttpResponse<String> answer, int status, String code, String text)
            throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(body.get("code").asText()).isEqualTo(code);
        assertThat(body.get("error").asText()).contains(text);
    }
}
