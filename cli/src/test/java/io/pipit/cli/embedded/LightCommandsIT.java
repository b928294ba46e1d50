package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.log.embedded.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run the engine by themselves find what it needs on the short class path that the script gives them. */
class LightCommandsIT {
    @TempDir
    Path folder;

    @Test
    void testsOfAProjectRunWithoutAStack() throws Exception {
        String project = Cli.home().resolve("examples/web-analytics").toString();
        Cli.Result tests = new Cli(folder).run("test", "run", "--project", project);
        assertThat(tests.out() + tests.err()).contains("5 passed, 0 failed");
        assertThat(tests.exitCode()).isZero();
    }

    @Test
    void aQueryRunsWithoutAStack() throws Exception {
        Cli.Result answer = new Cli(folder).run("sql", "--local", "SELECT 6 * 7 AS n");
        assertThat(answer.out()).as(answer.err()).contains("42");
    }

    @Test
    void aCommandTrustsTheAuthorityThatItIsTold() throws Exception {
        TestCertificate authority = TestCertificate.make(folder, "authority");
        String file =
                Files.writeString(folder.resolve("ca.pem"), authority.pem()).toString();
        Cli.Result answer = new Cli(folder).run("token", "ls", "--host", "https://127.0.0.1:1", "--ca", file);
        assertThat(answer.err()).contains("Nothing answers at https://127.0.0.1:1");
    }
}
