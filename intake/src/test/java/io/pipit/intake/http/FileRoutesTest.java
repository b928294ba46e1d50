package io.pipit.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.pipit.core.access.Access;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.FakeLog;
import io.pipit.intake.IntakeConfig;
import io.pipit.intake.file.FileStage;
import io.pipit.intake.file.FileStage.Staged;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token that may append to the target of a copy may do with files. */
class FileRoutesTest {
    @TempDir
    private Path folder;

    private final FakeLog log = new FakeLog();
    private EventsIntake intake;
    private Javalin server;

    @BeforeEach
    void start() {
        intake = new EventsIntake(
                new IntakeConfig(5_000, 5_000, 20_000, 1, 1_000, 1_000, 1, 10, 100, Optional.empty(), 0),
                log,
                Clock.systemUTC());
        Map<String, TableSpec> tables = Map.of("leaderboard", table("leaderboard"), "events", table("events"));
        intake.apply(
                Map.of("events", table("events")),
                Set.of("leaderboard"),
                Map.of("events", FakeLog.TOPIC),
                ComputedDefaults.NONE);
        FileStage stage = new FileStage(intake, null, name -> Optional.ofNullable(tables.get(name)), folder);
        Access access = scope -> {
            if (!scope.toString().equals("DATASOURCES:APPEND:leaderboard")) {
                throw new PipitException(ErrorCode.ACCESS_DENIED, "lacks " + scope);
            }
        };
        server = Javalin.create(c -> {
                    c.startup.showJavalinBanner = false;
                    c.routes.before(context -> context.attribute(Access.ATTRIBUTE, access));
                    new FileRoutes(null, stage, new NoChanges(), IntakeObserver.NONE).register(c.routes);
                })
                .start("127.0.0.1", 0);
    }

    private static TableSpec table(String name) {
        return new TableSpec(
                name,
                List.of(new Column("id", TypeParser.parse("UInt32"), "", "")),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
    }

    @AfterEach
    void stop() {
        server.stop();
        log.acknowledge();
        intake.close();
    }

    @Test
    void appendsToTheTargetOfACopyAndToNothingElse() throws Exception {
        assertThat(post("name=leaderboard&mode=append&check=true").body()).isEqualTo("{\"name\":\"leaderboard\"}");
        denied("name=events&mode=append&check=true", "lacks DATASOURCES:APPEND:events");
        denied("name=leaderboard_quarantine&mode=append", "lacks DATASOURCES:APPEND:leaderboard_quarantine");
        denied("name=leaderboard&mode=replace", "replacing rows, and files by url, need the server's own token");
        denied("name=leaderboard&mode=append&url=http://127.0.0.1/x.csv", "need the server's own token");
    }

    private void denied(String query, String why) throws Exception {
        HttpResponse<String> answer = post(query);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("ACCESS_DENIED", why);
    }

    private HttpResponse<String> post(String query) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/v0/datasources?" + query);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(BodyPublishers.ofString("{\"id\":1}"))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** Nothing of this test gets as far. */
    private static final class NoChanges implements FileChanges {
        @Override
        public void check(Wanted wanted) {
            throw new AssertionError("checked");
        }

        @Override
        public void accept(Wanted wanted, Staged rows) {
            throw new AssertionError("accepted");
        }

        @Override
        public Map<String, Object> replace(Wanted wanted, Staged rows) {
            throw new AssertionError("replaced");
        }

        @Override
        public Map<String, Object> append(Wanted wanted, Staged rows, String key) {
            throw new AssertionError("appended");
        }

        @Override
        public Map<String, Object> fetch(Wanted wanted, String url, String format) {
            throw new AssertionError("fetched");
        }
    }
}
