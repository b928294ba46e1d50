package io.pipit.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.embedded.EmbeddedStack;
import io.pipit.cli.embedded.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README tells a new user to do with a project of their own, with its own commands. */
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("^```\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theProjectOfTheReadmeAnswers(@TempDir Path folder) throws Exception {
        List<String> blocks = blocks();
        String files =
                blocks.stream().filter(b -> b.startsWith("mkdir")).findFirst().orElseThrow();
        String requests = blocks.get(blocks.indexOf(files) + 1);
        assertThat(files).contains("\n./pipit dev shop");

        run(folder, files.replace("./pipit dev shop", ""));
        try (PipitProcess pipit = new PipitProcess(folder.resolve("shop"))) {
            pipit.start();
            pipit.awaitReady(Duration.ofSeconds(180));
            String api = pipit.api("").toString().replaceFirst("^http://", "");
            List<String> answers = new ArrayList<>();
            for (String request : requests.strip().split("\n")) {
                // the first answer is for the event: ask for it to be visible before the next request
                answers.add(run(
                        folder,
                        request.replace("localhost:7181", api).replace("name=orders", "name=orders&wait=true")));
            }
            assertThat(answers.get(0)).contains("\"successful_rows\":1").contains("\"quarantined_rows\":0");
            assertThat(answers.get(1)).contains("2026-01-05").contains("12.5");
        }
    }

    @Test
    void theProjectOfTheGuideAnswers(@TempDir Path folder) throws Exception {
        try (EmbeddedStack stack = LocalStack.start(new GuideSteps(folder).run(), Map.of())) {
            String api = "127.0.0.1:" + stack.port();
            List<String> answers = new ArrayList<>();
            for (String request : GuideSteps.requests()) {
                String script = PipitProcess.home().resolve("pipit") + " --host " + api;
                answers.add(run(folder, request.replace("localhost:7181", api).replaceFirst("^pipit", script)));
            }
            assertThat(answers.get(0)).contains("\"successful_rows\":1").contains("\"quarantined_rows\":0");
            assertThat(answers.get(1)).contains("\"product\":\"desk\"").contains("\"value\":120");
            assertThat(answers.get(2)).contains("desk").contains("NULL");
        }
    }

    private static List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(PipitProcess.home().resolve("README.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String run(Path folder, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-e", "-c", script.replace("curl ", "curl -sS "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
