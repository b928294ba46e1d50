package io.pipit.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.flink.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static JobsStack stack;
    private static Javalin server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        stack = JobsStack.start(folder, CopyProject.WITH_FOLLOWERS);
        stack.send("events", CopyProject.events(0, 70));
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    new ControlRoutes(stack.copies).addTo(config.routes);
                })
                .start("127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        server.stop();
        stack.close();
    }

    @Test
    void copyAnswersAJobThatCanBeFollowed() throws Exception {
        JsonNode accepted = ok("POST", "/v0/pipes/take/copy?token=any");
        assertThat(accepted.get("kind").asText()).isEqualTo("copy");
        assertThat(accepted.get("status").asText()).isIn("waiting", "working");
        assertThat(accepted.get("pipe_name").asText()).isEqualTo("take");
        assertThat(accepted.get("job_id")).isEqualTo(accepted.get("id"));
        assertThat(accepted.get("job").get("job_id")).isEqualTo(accepted.get("id"));
        String path = "/v0/jobs/" + accepted.get("id").asText();
        assertThat(accepted.get("job_url").asText()).isEqualTo(base() + path);

        JsonNode done = Await.value("the end of the job", () -> {
            JsonNode job = ok("GET", path);
            assertThat(job.get("status").asText()).isEqualTo("done");
            return job;
        });
        assertThat(done.get("rows_affected").asLong()).isEqualTo(7);
        assertThat(done.get("mode").asText()).isEqualTo("replace");
        assertThat(done.get("edge").asText()).isNotEmpty();
        assertThat(done.get("created_at").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    }

    /** Whoever follows a run need not ask again and again. */
    @Test
    void answerIsKeptUntilTheEndOrTheTimeIsOver() throws Exception {
        JsonNode job = ok("POST", "/v0/pipes/take/copy");
        long within = TimeUnit.SECONDS.toNanos(1);
        String path = "/v0/jobs/" + job.get("id").asText() + "?within_ms=1000";
        String status = "";
        while (!status.equals("done")) {
            long asked = System.nanoTime();
            status = ok("GET", path).get("status").asText();
            assertThat(status.equals("done") || System.nanoTime() - asked >= within)
                    .as(status)
                    .isTrue();
        }
        assertError(
                400, "INVALID_PARAMETER", "'soon' is no number of milliseconds", "GET", "/v0/jobs/x?within_ms=soon");
    }

    @Test
    void parametersModeAndKeyComeByQuery() throws Exception {
        String path = "/v0/pipes/add/copy?user=u3&_mode=Append&_run_key=monday";
        JsonNode first = end(ok("POST", path));
        assertThat(first.get("parameters").get("user").get(0).asText()).isEqualTo("u3");
        assertThat(first.get("mode").asText()).isEqualTo("append");
        assertThat(first.get("rows_affected").asLong()).isEqualTo(1);

        JsonNode again = end(ok("POST", path));
        assertThat(again.get("rows_affected").asLong()).isZero();
        assertThat(again.get("message").asText()).contains("Nothing was added").contains("'monday'");
    }

    /** A run without the parameters that somebody has sent would take other rows than those that were meant. */
    @Test
    void parametersModeAndKeyComeInTheBody() throws Exception {
        JsonNode form = end(posted("add", "application/x-www-form-urlencoded", "user=u4&_mode=Append&_run_key=form"));
        assertThat(form.get("parameters").get("user").get(0).asText()).isEqualTo("u4");
        assertThat(form.get("run_key").asText()).isEqualTo("form");
        JsonNode object = end(posted("add", "application/json", "{\"user\": \"u5\", \"_run_key\": \"object\"}"));
        assertThat(object.get("parameters").get("user").get(0).asText()).isEqualTo("u5");
        assertThat(object.get("parameters")).hasSize(1);
        assertThat(object.get("run_key").asText()).isEqualTo("object");

        assertRefused("INVALID_PARAMETER", "no parameter 'usr'", "application/x-www-form-urlencoded", "usr=u4");
        assertRefused("INVALID_BODY", "not a JSON object", "application/json", "[\"u4\"]");
        assertRefused("INVALID_BODY", "neither a form nor JSON, but text/plain", "text/plain", "user=u4");
    }

    @Test
    void rangesThatOverlapAreRefusedUnlessSomebodyInsists() throws Exception {
        String id = end(ok("POST", "/v0/pipes/snap/copy?below=7")).get("id").asText();
        String twice = "/v0/pipes/snap/copy?below=14";

        assertError(409, "COPY_OVERLAPS", id + " of ", "POST", twice);
        assertThat(ok("GET", "/v0/pipes/snap/copy/plan?below=14").get("overlap").asText())
                .contains("n before 7 are in the target twice");
        assertThat(ok("GET", "/v0/pipes/snap/copy/plan?below=7").has("overlap")).isFalse();
        JsonNode accepted = ok("POST", twice + "&_allow_overlap=true");
        assertThat(accepted.get("message").asText()).contains("n before 7 are in the target twice", id);
        JsonNode done = end(accepted);
        assertThat(done.get("status").asText()).isEqualTo("done");
        assertThat(done.get("message")).isEqualTo(accepted.get("message"));
        assertThat(done.get("parameters").has("_allow_overlap")).isFalse();
    }

    @Test
    void failedJobSaysWhy() throws Exception {
        JsonNode failed = end(ok("POST", "/v0/pipes/fail/copy"));

        assertThat(failed.get("status").asText()).isEqualTo("error");
        assertThat(failed.get("error").asText()).isNotEmpty();
        assertThat(failed.get("error_code").asText()).isEqualTo("QUERY_FAILED");
    }

    @Test
    void listsJobs() throws Exception {
        String id = end(ok("POST", "/v0/pipes/take/copy")).get("id").asText();

        assertThat(ok("GET", "/v0/jobs").get("jobs").findValuesAsText("id")).contains(id);
        assertThat(ok("GET", "/v0/jobs?pipe_name=take&status=done&kind=copy")
                        .get("jobs")
                        .findValuesAsText("id"))
                .contains(id);
        assertThat(ok("GET", "/v0/jobs?status=working").get("jobs").findValuesAsText("id"))
                .doesNotContain(id);
        assertThat(ok("GET", "/v0/jobs?kind=import").get("jobs")).isEmpty();
    }

    @Test
    void wrongRequestsAreAnswered() throws Exception {
        assertError(404, "UNKNOWN_RESOURCE", "Did you mean 'take'?", "POST", "/v0/pipes/taek/copy");
        assertError(404, "UNKNOWN_RESOURCE", "no job 'x'", "GET", "/v0/jobs/x");
        assertError(
                400,
                "INVALID_PARAMETER",
                "append or replace, not 'repalce'. Did you mean 'replace'?",
                "POST",
                "/v0/pipes/take/copy?_mode=repalce");
    }

    private static JsonNode posted(String pipe, String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(pipe, type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void assertRefused(String code, String message, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = post("add", type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).get("code").asText()).isEqualTo(code);
        assertThat(JSON.readTree(response.body()).get("error").asText()).contains(message);
    }

    private static HttpResponse<String> post(String pipe, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/v0/pipes/" + pipe + "/copy"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode end(JsonNode job) {
        return Await.value("the end of the job", () -> {
            JsonNode now = ok("GET", "/v0/jobs/" + job.get("id").asText());
            assertThat(now.get("status").asText()).isIn("done", "error");
            return now;
        });
    }

    private static JsonNode ok(String method, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void assertError(int status, String code, String message, String method, String path)
            throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.get("code").asText()).isEqualTo(code);
        assertThat(body.get("error").asText()).contains(message);
    }

    private static HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String base() {
        return "http://127.0.0.1:" + server.port();
    }
}
