package io.pipit.jobs.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.flink.ClusterAddress;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.ReconcileRequest.Repair;
import io.pipit.jobs.reconcile.source.Times;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobArgumentsTest {
    private static final List<String> SERVICES = List.of(
            "--set",
            "kafka.bootstrap-servers=broker:9092",
            "--set",
            "catalog.uri=jdbc:postgresql://db/catalog",
            "--set",
            "catalog.user=me",
            "--set",
            "warehouse.uri=/warehouse");

    @TempDir
    Path folder;

    @Test
    void readsThoseOfTheSpeedJob() {
        JobArguments given = JobArguments.read(JobKind.SPEED, List.of("--replace", "--project", "web"));

        assertThat(given.project()).isEqualTo(Path.of("web"));
        assertThat(given.has("--replace")).isTrue();
    }

    @Test
    void readsThoseOfACopy() {
        JobArguments given = JobArguments.read(
                JobKind.COPY,
                List.of(
                        "--project",
                        "web",
                        "--pipe",
                        "daily",
                        "--mode",
                        "REPLACE",
                        "--run-key",
                        "monday",
                        "--param",
                        "day=1",
                        "--param",
                        "note=a=b",
                        "--param",
                        "day=2"));

        assertThat(given.text("--pipe")).isEqualTo("daily");
        assertThat(given.mode()).contains(CopyPlan.Mode.REPLACE);
        assertThat(given.find("--run-key")).contains("monday");
        assertThat(given.parameters()).containsEntry("day", List.of("1", "2")).containsEntry("note", List.of("a=b"));
    }

    @Test
    void readsThoseOfAReconciliation() {
        ReconcileArguments dry = reconcile("--dry-run", "--both-ways");
        assertThat(dry.server()).isEmpty();
        assertThat(dry.request())
                .isEqualTo(ReconcileRequest.reconcile(
                                "orders",
                                Times.micros(Instant.parse("2026-01-01T00:00:00Z")),
                                Times.micros(Instant.parse("2026-01-02T10:00:00Z")),
                                Repair.NOTHING)
                        .bothWays());

        ReconcileArguments repair = reconcile("--server", "https://pipit:7181", "--max-missing", "7");
        assertThat(repair.server()).contains(URI.create("https://pipit:7181"));
        assertThat(repair.request().repair()).isEqualTo(Repair.MISSING);
        assertThat(repair.request().maxMissing()).isEqualTo(7);
    }

    @Test
    void aReconciliationThatCannotBeExactIsRefused() {
        assertThatThrownBy(JobArgumentsTest::reconcile)
                .hasMessageContaining("puts no rows in by itself")
                .hasMessageContaining("--server URL")
                .hasMessageContaining("--dry-run");
        assertThatThrownBy(() -> reconcile("--server", "pipit:7181"))
                .hasMessageContaining("as in http://host:7181, not 'pipit:7181'");
        assertThatThrownBy(() -> reconcile("--dry-run", "--end", "2026-01-01"))
                .hasMessageContaining("not before its end");
        assertThatThrownBy(() -> reconcile("--dry-run", "--end", "2026-01-03T00:00:00"))
                .hasMessageContaining("has no time zone");
        assertThatThrownBy(() -> JobArguments.read(JobKind.RECONCILE, List.of("--project", "w", "--name", "orders")))
                .hasMessageContaining("job reconcile: --start is missing");
    }

    private static ReconcileArguments reconcile(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--project", "web", "--name", "orders", "--start", "2026-01-01", "--end", "2026-01-02T12:00:00+02:00"));
        arguments.addAll(List.of(more));
        return ReconcileArguments.of(JobArguments.read(JobKind.RECONCILE, arguments));
    }

    @Test
    void saysWhatIsWrong() {
        assertWrong("job copy: --project is missing: Folder with the datafiles.");
        assertWrong("'--projekt' is not known. Did you mean '--project'?", "--projekt", "web");
        assertWrong("--pipe has no value", "--project", "web", "--pipe");
        assertThatThrownBy(() ->
                        copy("--project", "w", "--pipe", "p", "--mode", "swap").mode())
                .hasMessageContaining("--mode is append or replace, not 'swap'");
        assertThatThrownBy(() ->
                        copy("--project", "w", "--pipe", "p", "--param", "day").parameters())
                .hasMessageContaining("--param is NAME=VALUE, not 'day'");
        assertThatThrownBy(() -> JobKind.of("copi")).hasMessageContaining("Did you mean 'copy'?");
    }

    @ParameterizedTest
    @EnumSource(JobKind.class)
    void helpNamesEveryOptionAndAMainClassThatThereIs(JobKind kind) {
        String help = kind.help();
        kind.options().forEach(option -> assertThat(help).contains(option.name() + " " + option.label()));
        String main = help.substring(help.indexOf("-c ") + 3, help.indexOf(" pipit-job.jar"));
        assertThatCode(() -> Class.forName(main).getMethod("main", String[].class))
                .doesNotThrowAnyException();
    }

    @Test
    void whereEverythingIsComesFromTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("pipit.yaml"), "log.prefix: shop\nspeed.commit-interval: 5s\n");
        Installation read = new Installation(speed(SERVICES).config());

        assertThat(read.log().bootstrapServers()).isEqualTo("broker:9092");
        assertThat(read.log().topicPrefix()).isEqualTo("shop");
        assertThat(read.lake().warehouse()).isEqualTo("/warehouse");
        assertThat(read.lake().properties()).containsEntry("jdbc.user", "me");
    }

    @Test
    void whatAStackKeepsForItselfIsOfNoUseToAJob() {
        for (int i = 1; i < SERVICES.size(); i += 2) {
            String setting = SERVICES.get(i);
            if (!setting.contains("user")) {
                List<String> fewer = new ArrayList<>(SERVICES);
                fewer.subList(i - 1, i + 1).clear();
                assertThatThrownBy(() -> new Installation(speed(fewer).config()))
                        .hasMessageContaining("'" + setting.substring(0, setting.indexOf('=')) + "' is not set");
            }
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamed() {
        List<String> arguments =
                new ArrayList<>(List.of("speed", "--project", project().toString()));
        arguments.addAll(SERVICES);
        assertThatThrownBy(() -> JobSubmission.to(ClusterAddress.parse("127.0.0.1:1"), arguments, folder, said -> {}))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_UNREACHABLE))
                .hasMessageContaining("The Flink cluster at http://127.0.0.1:1 could not")
                .hasMessageEndingWith("is this the address of its REST interface?");
    }

    private Path project() {
        try {
            Path project = Files.createDirectories(folder.resolve("project"));
            Files.writeString(project.resolve("events.datasource"), "SCHEMA >\n    `n` Int64 `json:$.n`\n");
            return project;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JobArguments speed(List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--project", folder.toString()));
        arguments.addAll(more);
        return JobArguments.read(JobKind.SPEED, arguments);
    }

    private static JobArguments copy(String... arguments) {
        return JobArguments.read(JobKind.COPY, List.of(arguments));
    }

    private static void assertWrong(String message, String... arguments) {
        assertThatThrownBy(() -> copy(arguments))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining(message);
    }
}
