package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.services.LocalServices;
import io.pipit.core.log.embedded.TestCertificate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of roles that speak TLS: what they write down of themselves, what tokens let their holders do, and a table that is reconciled while several of them take its events. */
class RolesReconcileClusterIT {
    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
    private static final int ROWS = 4_000;
    private static final String RANGE = "start=2026-01-10T00:00:00Z&end=2026-01-11T00:00:00Z";

    @TempDir
    Path folder;

    @Test
    void whatIsMissingIsPutInOnceWhoeverTakesEvents() throws Exception {
        try (LocalServices services =
                        new LocalServices(folder).kafka().postgres().sharedFolder();
                LocalRoles roles = new LocalRoles(services, folder.resolve("project"), folder)
                        .secured(TestCertificate.make(folder.resolve("keys"), "roles"))) {
            List<String> rows = rows(services.settings().get("database.uri"));
            project(services.settings().get("database.uri"));
            roles.start(Role.SCHEDULE, "schedule");
            List<RoleProcess> intake = List.of(roles.start(Role.INTAKE, "i1"), roles.start(Role.INTAKE, "i2"));
            List<RoleProcess> serve = List.of(roles.start(Role.SERVE, "s1"), roles.start(Role.SERVE, "s2"));
            roles.awaitReady();
            for (RoleProcess each : List.of(intake.get(0), serve.get(0))) {
                assertThat(roles.stranger(each, "/v0/pipes").statusCode()).isEqualTo(403);
                assertThat(roles.stranger(each, "/ready").statusCode()).isEqualTo(200);
            }

            tokens(roles, intake.get(0), serve.get(0));
            appending(roles, List.of(intake.get(0), serve.get(0)), rows.subList(0, 2));

            List<String> lost = new ArrayList<>();
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            for (int i = 2; i < ROWS; i++) {
                (i % 97 == 5 ? lost : i % 2 == 0 ? first : second).add(rows.get(i));
            }
            send(roles, intake.get(0), first);
            send(roles, serve.get(0), second);
            for (RoleProcess each : serve) {
                counted(roles, each, ROWS - lost.size());
            }
            writtenDown(roles, serve.get(1), ROWS - lost.size());

            // Originals come while rows are put in, and after it, to either process: each row is there once.
            JsonNode run = Json.tree(roles.post(serve.get(0), "/v0/reconcile/events?" + RANGE, "")
                    .body());
            assertThat(run.path("id").asText()).as(run.toString()).isNotEmpty();
            List<String> meanwhile = lost.subList(0, lost.size() / 2);
            List<String> later = lost.subList(lost.size() / 2, lost.size());
            send(roles, intake.get(1), meanwhile);
            JsonNode done = ended(roles, serve.get(1), run);
            assertThat(done.path("missing").asInt() + done.path("arrived").asInt())
                    .as(done.toString())
                    .isPositive();
            send(roles, intake.get(0), later);
            send(roles, intake.get(1), later);
            for (RoleProcess each : serve) {
                counted(roles, each, ROWS);
            }

            JsonNode cleaned = ended(
                    roles,
                    intake.get(0),
                    Json.tree(roles.post(
                                    intake.get(1),
                                    "/v0/cleanup/events?delete=true&reingest=true",
                                    "[\"e5\", \"e102\", \"e7\"]")
                            .body()));
            assertThat(cleaned.path("deleted").asInt()).as(cleaned.toString()).isEqualTo(3);
            assertThat(cleaned.path("put_in").asInt()).as(cleaned.toString()).isEqualTo(3);
            send(roles, intake.get(0), meanwhile.subList(0, 2)); // e5 and e102
            for (RoleProcess each : serve) {
                counted(roles, each, ROWS);
            }
        }
    }

    /** Tokens that files declare count in every process, also where it passes a request on. */
    private static void tokens(LocalRoles roles, RoleProcess intake, RoleProcess serve) throws Exception {
        String secret = Json.tree(roles.get(intake, "/v0/tokens/dashboard").body())
                .path("token")
                .asText();
        String token = "token=" + secret;
        for (RoleProcess each : List.of(intake, serve)) {
            LocalRoles.await("the token to count", () -> {
                HttpResponse<String> answer = roles.stranger(each, "/v0/pipes/kinds.json?" + token);
                return answer.statusCode() == 200 ? "" : answer.body();
            });
            HttpResponse<String> sql = roles.stranger(each, "/v0/sql?q=SELECT%20count()%20FROM%20events&" + token);
            assertThat(sql.statusCode()).isEqualTo(403);
            assertThat(sql.body())
                    .contains("lacks the scope DATASOURCES:READ:events")
                    .doesNotContain(secret);
            assertThat(roles.stranger(each, "/v0/sql?q=SELECT%20count()%20FROM%20kinds&" + token)
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> template = roles.stranger(each, "/v0/sql?q=%25%20SELECT%201&" + token);
            assertThat(template.statusCode()).as(template.body()).isEqualTo(403);
            assertThat(roles.stranger(each, "/v0/tokens?" + token).statusCode()).isEqualTo(403);
            assertThat(roles.post(each, "/v0/tokens/dashboard", "").statusCode())
                    .as("there is no such route")
                    .isEqualTo(404);
        }
        String made = Json.tree(roles.post(serve, "/v0/tokens?name=more&scope=DATASOURCES:READ:events", "")
                        .body())
                .path("token")
                .asText();
        LocalRoles.await("the new token to count", () -> {
            HttpResponse<String> answer =
                    roles.stranger(serve, "/v0/sql?q=SELECT%20count()%20FROM%20events_quarantine&token=" + made);
            return answer.statusCode() == 200 ? "" : answer.body();
        });
    }

    /** A token that may send events of one data source does so at every process, and nothing else. */
    private static void appending(LocalRoles roles, List<RoleProcess> each, List<String> rows) throws Exception {
        String token = "token="
                + Json.tree(roles.get(each.get(0), "/v0/tokens/collector").body())
                        .path("token")
                        .asText();
        for (int i = 0; i < rows.size(); i++) {
            RoleProcess process = each.get(i);
            String row = rows.get(i);
            LocalRoles.await("the token to count", () -> {
                HttpResponse<String> answer = roles.stranger(process, "/v0/events?name=events&wait=true&" + token, row);
                return answer.statusCode() == 200 ? "" : answer.body();
            });
            denied(roles.stranger(process, "/v0/events?name=by_kind&" + token, row), "DATASOURCES:APPEND:by_kind");
            denied(
                    roles.stranger(process, "/v0/datasources?name=by_kind&mode=append&format=ndjson&" + token, row),
                    "DATASOURCES:APPEND:by_kind");
            denied(roles.stranger(process, "/v0/pipes/kinds.json?" + token), "PIPES:READ:kinds");
            denied(
                    roles.stranger(process, "/v0/sql?q=SELECT%20count()%20FROM%20events&" + token),
                    "DATASOURCES:READ:events");
            denied(
                    roles.stranger(process, "/v0/datasources?name=events&mode=replace&format=ndjson&" + token, row),
                    "server's own token");
            denied(roles.stranger(process, "/v0/delete/events?condition=1&" + token, ""), "server's own token");
        }
    }

    private static void denied(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("ACCESS_DENIED", what);
    }

    /** A process that is ready may not be known to the others yet: what it is told then is to try again. */
    private static void send(LocalRoles roles, RoleProcess to, List<String> rows) {
        String body = String.join("\n", rows);
        LocalRoles.await("events to be taken", () -> {
            HttpResponse<String> answer = roles.post(to, "/v0/events?name=events&wait=true", body);
            if (answer.statusCode() == 503 && answer.body().contains("NOT_READY")) {
                return answer.body();
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return "";
        });
    }

    private static JsonNode ended(LocalRoles roles, RoleProcess at, JsonNode run) {
        AtomicReference<JsonNode> last = new AtomicReference<>(run);
        LocalRoles.await("the run", () -> {
            last.set(Json.tree(
                    roles.get(at, "/v0/reconcile/runs/" + run.path("id").asText())
                            .body()));
            return last.get().path("ended_at").isIntegralNumber()
                            || last.get().path("ended_at").isTextual()
                    ? ""
                    : last.get().toString();
        });
        return last.get();
    }

    private static void counted(LocalRoles roles, RoleProcess at, long rows) {
        String query = "SELECT (SELECT count() FROM events), (SELECT uniqExact(event_id) FROM events),"
                + " (SELECT countMerge(events) FROM by_kind)";
        String wanted = rows + "," + rows + "," + rows;
        LocalRoles.await(wanted, () -> {
            String now = roles.sql(at, query);
            return now.equals(wanted) ? "" : now;
        });
    }

    /** Events that either intake took, and questions that either serving process answered. */
    private static void writtenDown(LocalRoles roles, RoleProcess at, long rows) {
        LocalRoles.await("operations", () -> {
            String taken = roles.sql(
                    at,
                    "SELECT sum(rows) FROM pipit.datasources_ops_log WHERE event_type = 'append-hfi' AND"
                            + " datasource_name = 'events'");
            String asked = roles.sql(at, "SELECT count() > 0 FROM pipit.pipe_stats_rt WHERE pipe_name = 'query_api'");
            return taken.equals(Long.toString(rows)) && asked.equals("1") ? "" : taken + " " + asked;
        });
    }

    private List<String> rows(String url) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE app_events (id text PRIMARY KEY, created_at timestamptz, kind text)");
            }
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO app_events VALUES (?, CAST(? AS timestamptz), ?)")) {
                for (int i = 0; i < ROWS; i++) {
                    String at = START.plusSeconds(i).toString();
                    insert.setString(1, "e" + i);
                    insert.setString(2, at);
                    insert.setString(3, "k" + i % 7);
                    insert.addBatch();
                    rows.add("{\"id\":\"e" + i + "\",\"at\":\"" + at + "\",\"kind\":\"k" + i % 7 + "\"}");
                }
                insert.executeBatch();
            }
            connection.commit();
        }
        return rows;
    }

    private void project(String url) throws IOException {
        write("pipes/kinds.pipe", """
                TOKEN dashboard READ
                NODE all
                SQL >
                    SELECT count() AS events FROM events
                TYPE endpoint
                """);
        write("datasources/events.datasource", """
                TOKEN collector APPEND
                SCHEMA >
                    `event_id` String `json:$.id`,
                    `at` DateTime64(3) `json:$.at`,
                    `kind` LowCardinality(String) `json:$.kind`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "at"
                """);
        EventsByKind.write(folder.resolve("project"), Integer.parseInt(url.replaceAll(".*?:(\\d+)/.*", "$1")));
        write("reconcile/events.yaml", """
                connection: app_db
                table: app_events
                id: id
                time: created_at
                datasource: events
                grace: 0s
                columns:
                  event_id: id
                  at: created_at
                  kind: kind
                """);
    }

    private void write(String name, String text) throws IOException {
        EventsByKind.write(folder.resolve("project"), name, text);
    }
}
