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
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The routes with a compiled project, some rows that are fresh, and how to ask them. */
abstract class ServingRoutesTestBase {
    static final ObjectMapper JSON = new ObjectMapper();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    static EmbeddedBroker broker;
    static Lake lake;
    static ServingLayer serving;
    static Javalin server;
    static String position;

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

    static void denied(Scope scope) {
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
                              AND {{String(token, 'none')}} = 'none'

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

    static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> sql(String query) throws Exception {
        return get("/v0/sql?min_position=" + encoded(position) + "&q=" + encoded(query));
    }

    static HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        return HTTP.send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> sent(String path, String contentType, String coding, byte[] body) throws Exception {
        return HTTP.send(
                request(path)
                        .header("Content-Type", contentType)
                        .header("Content-Encoding", coding)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static void assertError(HttpResponse<String> answer, int status, String code, String text) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(body.get("code").asText()).isEqualTo(code);
        assertThat(body.get("error").asText()).contains(text);
    }
}
