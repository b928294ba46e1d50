package io.pipit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (CommandLine command : all(PipitCommand.commandLine())) {
            String usage = command.getUsageMessage();
            assertThat(usage).as(command.getCommandSpec().qualifiedName()).contains("Example", "--project", "--host");
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        }
    }

    @Test
    void unknownOptionsAndCommandsGetASuggestion() {
        assertThat(run("sql", "--fromat", "CSV", "SELECT 1")).isEqualTo(2);
        assertThat(err.toString())
                .contains("unknown option '--fromat'. Did you mean '--format'?", "'pipit sql --help'");
        assertThat(run("sqll")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown argument 'sqll'. Did you mean 'sql'?");
        assertThat(run("help", "cpy")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown command 'cpy'. Did you mean 'copy'?");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void commandsOfOtherToolsSayWhatToUse() {
        assertThat(run("push")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no 'pipit push'. 'pipit deploy' makes a project");
        assertThat(run("datasource", "lss")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown argument 'lss'. Did you mean 'ls'?");
        assertThat(run(
                        "--cloud",
                        "--token",
                        "x",
                        "endpoint",
                        "url",
                        "top",
                        "--param",
                        "a=b c",
                        "--host",
                        "localhost:1"))
                .isZero();
        assertThat(out.toString()).contains("http://localhost:1/v0/pipes/top.json?a=b%20c");
    }

    @Test
    void nothingIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Which command?");
        assertThat(run("copy")).isEqualTo(2);
    }

    @Test
    void aStackThatIsNotThereSaysWhatToStart() {
        assertThat(run("sql", "--host", "localhost:1", "SELECT 1")).isEqualTo(1);
        assertThat(err.toString()).contains("Nothing answers at http://localhost:1.", "pipit dev DIR");
    }

    @Test
    void scriptsGetErrorsAsJson() {
        assertThat(run("--output", "json", "sql", "--host", "http://localhost:1", "SELECT 1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("\"code\":\"SERVER_UNREACHABLE\"");
    }

    @Test
    void globalOptionsMayStandBeforeOrAfterTheCommand() {
        assertThat(run("--host", "localhost:2", "sql", "SELECT 1")).isEqualTo(1);
        assertThat(run("copy", "run", "x", "--host", "localhost:3")).isEqualTo(1);
        assertThat(err.toString()).contains("http://localhost:2.", "http://localhost:3.");
    }

    @Test
    void keepsSecretsWithoutShowingThem(@TempDir Path folder) throws IOException {
        assertThat(run("secret", "set", "api_key", "s3cr3t", "--project", folder.toString()))
                .isZero();
        assertThat(run("secret", "ls", "--project", folder.toString())).isZero();
        assertThat(out.toString()).contains("api_key\n").doesNotContain("s3cr3t");
        assertThat(Files.readString(folder.resolve(".env.local"))).contains("api_key=s3cr3t");
        assertThat(run("secret", "rm", "api_kei", "--project", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Did you mean 'api_key'?");
        assertThat(run("secret", "rm", "api_key", "--project", folder.toString()))
                .isZero();
    }

    @Test
    void buildSaysEverythingAndExitsWithOne(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.datasource"), "SCHEMA >\n    id Strin `json:$.id`\n");
        Files.writeString(folder.resolve("b.pipe"), "NODE n\nSQL >\n    SELECT 1 AS x FROM nothing\nTYPE endpoint\n");
        Files.write(folder.resolve("c.pipe"), new byte[] {'N', 0, 1});
        assertThat(run("build", folder.toString(), "--check")).isEqualTo(1);
        assertThat(err.toString())
                .contains("a.datasource:2: error: ", "b.pipe:3: error: ", "c.pipe:1: error: The file is not a text");
        assertThat(out.toString()).startsWith("3 errors, 0 warnings in 3 files");
        assertThat(run("build", folder.toString(), "--check", "--json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"result\":\"failed\"", "\"filename\":\"a.datasource\",\"line\":2");
        assertThat(run("lineage", folder.toString(), "--format", "mermaid")).isZero();
        assertThat(out.toString()).contains("n_nothing --> n_b");
        assertThat(err.toString()).contains("The pipe 'b' reads 'nothing', which is not there.");
    }

    @Test
    void buildTellsAFineProjectThatNobodyTakesFromAWrongOne(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("orders.datasource"), "SCHEMA >\n    id String `json:$.id`\n");
        assertThat(run("build", folder.toString(), "--host", "localhost:1")).isEqualTo(1);
        assertThat(out.toString()).startsWith("Project is fine: 1 data source");
        assertThat(err.toString())
                .contains(
                        "The project has no errors, but no stack has taken it over. Nothing answers at http://localhost:1.",
                        "'pipit build --check'");
        assertThat(run("build", folder.toString(), "--check", "--host", "localhost:1"))
                .isZero();
    }

    @Test
    void noCommandShowsASecret(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(".env"), "api_key=hunter2-of-env\n");
        assertThat(run("secret", "set", "gate", "hunter2-of-local", "--project", folder.toString()))
                .isZero();
        Files.writeString(
                folder.resolve("k.connection"),
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS b:1\nKAFKA_KEY {{ tb_secret(\"api_key\") }}\n");
        Files.writeString(folder.resolve("e.datasource"), "SCHEMA >\n    id String `json:$.id`\n");
        Files.writeString(folder.resolve("t.datasource"), "SCHEMA >\n    id String\n");
        Files.writeString(
                folder.resolve("v.pipe"),
                "NODE n\nSQL >\n    %\n    SELECT {{ column(tb_secret('gate')) }} FROM e\nTYPE materialized\nDATASOURCE t\n");
        Files.writeString(
                folder.resolve("p.pipe"),
                "NODE n\nSQL >\n    %\n    SELECT toInt32({{ tb_secret('gate') }}) AS x, {{ tb_secret('api_key')[99] }}\nTYPE endpoint\n");
        String project = folder.toString();
        run("build", project, "--check");
        run("build", project, "--check", "--json");
        run("lineage", project);
        run("lineage", project, "--json");
        run("fmt", "--diff", project);
        run("secret", "ls", "--project", project);
        run("test", "run", "--project", project);
        run("sql", "--local", "--project", project, "% SELECT {{ tb_secret('gate') }}");
        assertThat(out.toString() + err).contains("api_key", "gate").doesNotContain("hunter2");
    }

    @Test
    void namesFixturesThatNothingLoads(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("orders.datasource"), "SCHEMA >\n    id String `json:$.id`\n");
        Files.createDirectories(folder.resolve("fixtures"));
        Files.writeString(folder.resolve("fixtures/order.ndjson"), "{}\n");
        Files.writeString(folder.resolve("fixtures/orders.ndjson"), "{}\n");
        assertThat(run("build", folder.toString(), "--check")).isZero();
        assertThat(err.toString())
                .contains("fixtures/order.ndjson:1: warning: There is no data source 'order'", "Did you mean 'orders'?")
                .doesNotContain("fixtures/orders.ndjson");
    }

    @Test
    void aHostThatIsNoneIsRefused() {
        assertThat(run("sql", "--host", "http://x y", "SELECT 1")).isEqualTo(1);
        assertThat(err.toString()).contains("--host is 'http://x y'; expected is a host and a port");
    }

    @Test
    void aFormatThatIsNoneIsWrongUsage() {
        assertThat(run("sql", "--format", "Cvs", "SELECT 1")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown format 'Cvs'. Did you mean 'CSV'?");
    }

    @Test
    void helpAndVersionAnswer() {
        assertThat(run("help", "copy", "run")).isZero();
        assertThat(out.toString()).contains("pipit copy run", "--run-key");
        assertThat(run("version", "--json")).isZero();
        assertThat(out.toString()).contains("{\"pipit\":", "\"java\":");
    }

    @Test
    void aFolderThatIsNoProjectIsNamed() {
        assertThat(run("dev", "/does/not/exist")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no project folder /does/not/exist");
    }

    private int run(String... arguments) {
        CommandLine line = PipitCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private static List<CommandLine> all(CommandLine root) {
        List<CommandLine> all = new ArrayList<>(List.of(root));
        root.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
        return all;
    }
}
