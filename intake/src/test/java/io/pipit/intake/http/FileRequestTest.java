package io.pipit.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.pipit.core.error.PipitException;
import io.pipit.intake.file.FileForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends is taken as what it is, whatever the client calls it. */
class FileRequestTest {
    private static final String AS_CURL_SAYS = "application/x-www-form-urlencoded";

    private static Javalin server;

    @BeforeAll
    static void start() {
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.post("/", context -> {
                        FileRequest request = FileRequest.of(context);
                        context.result(request.given("name").orElse("none") + ", "
                                + request.given("url").orElse("no address") + ": " + text(request));
                    });
                })
                .start("127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static String text(FileRequest request) throws IOException {
        try {
            return new String(request.file(FileForm.of("ndjson")).readAllBytes(), StandardCharsets.UTF_8);
        } catch (PipitException e) {
            return e.getMessage();
        }
    }

    /** {@code curl --data-binary @file}: its rows were read as a form, and lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}\n{\"id\":2}",
                "id,name\n1,a=b&url=c\n",
                "named=x\n",
                "",
                "x",
                "{\"note\":\"name=orders&url=http://elsewhere\"}"
            })
    void fileThatIsCalledAFormIsAFile(String file) throws Exception {
        assertThat(posted("/?name=orders", AS_CURL_SAYS, file.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("orders, no address: " + file);
    }

    @Test
    void compressedFilesAreFilesToo() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"id\":1}".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest.Builder request = request("/?name=orders", AS_CURL_SAYS, bytes.toByteArray());
        assertThat(answer(request.header("Content-Encoding", "gzip")))
                .isEqualTo("orders, no address: " + "{\"id\":1}".repeat(50_000));
    }

    @Test
    void formsGiveParameters() throws Exception {
        assertThat(posted(
                        "/",
                        AS_CURL_SAYS,
                        "name=orders&url=https%3A%2F%2Fa.example%2Fb%3Fc".getBytes(StandardCharsets.UTF_8)))
                .startsWith("orders, https://a.example/b?c: Missing is the file: ");
        assertThat(posted("/?name=shown", AS_CURL_SAYS, "mode=append&name=hidden".getBytes(StandardCharsets.UTF_8)))
                .startsWith("shown, no address: Missing is the file: ");
    }

    private static String posted(String path, String type, byte[] body) throws IOException, InterruptedException {
        return answer(request(path, type, body));
    }

    private static HttpRequest.Builder request(String path, String type, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
