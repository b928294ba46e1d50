package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
    @TempDir
    private Path folder;

    private Variables read() {
        return new SecretFiles(folder).read(Map.of());
    }

    @Test
    void readsWhatPeopleWrite() {
        assertThat(EnvFile.read(
                        "# first\n\nA=1\r\nexport B = two words # and a remark\nC=\"x # \\\"y\\\"\\nz\"\nD='it is \\n'\nE=\nF=a#b\n"
                                + "PEM=\"-----BEGIN\nline\n-----END\"\nLAST=x",
                        ".env"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "A",
                        "1",
                        "B",
                        "two words",
                        "C",
                        "x # \"y\"\nz",
                        "D",
                        "it is \\n",
                        "E",
                        "",
                        "F",
                        "a#b",
                        "PEM",
                        "-----BEGIN\nline\n-----END",
                        "LAST",
                        "x"));
    }

    @Test
    void saysWhichLineIsWrongAndNotWhatIsInIt() {
        assertThatThrownBy(() -> EnvFile.read("A=1\nthe secret is 42\n", ".env"))
                .hasMessageContaining("NAME=value")
                .hasMessageNotContaining("42");
    }

    @Test
    void theNearerValueCounts() throws IOException {
        Files.writeString(folder.resolve(".env"), "A=env\nB=env\nC=env\n");
        new SecretFiles(folder).set("B", "two\nlines \"and\" \\ more");
        new SecretFiles(folder).set("C", "local");
        Variables variables = new SecretFiles(folder).read(Map.of("PIPIT_SECRET_C", "environment"));
        assertThat(variables.values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "env", "B", "two\nlines \"and\" \\ more", "C", "environment"));
        assertThat(variables.toString()).doesNotContain("environment");
        assertThat(new SecretFiles(folder).remove("B")).isTrue();
        assertThat(new SecretFiles(folder).remove("B")).isFalse();
        assertThat(read().find("B")).contains("env");
    }

    @Test
    void templatesGetThemAndMissingOnesAreWarnedOf() throws IOException {
        Files.writeString(folder.resolve("e.datasource"), "SCHEMA >\n    id String `json:$.id`\n");
        Files.writeString(
                folder.resolve("k.connection"),
                "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS {{ tb_secret('S', 'x:1') }}\nKAFKA_SECRET {{ tb_secret(\"K\") }}\n");
        Files.writeString(
                folder.resolve("p.pipe"),
                "NODE n\nSQL >\n    %\n    SELECT id FROM e WHERE id = {{ tb_secret('T') }}\nTYPE endpoint\n");
        ProjectCompiler.Compilation compilation = new ProjectCompiler().compile(ProjectFolder.scan(folder));
        assertThat(compilation.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "k.connection:3: warning: The secret 'K' is not set; what asks for it will fail. Set it with 'pipit secret set K'.",
                        "p.pipe:4: warning: The secret 'T' is not set; what asks for it will fail. Set it with 'pipit secret set T'.");
        Files.writeString(folder.resolve(".env"), "T=t1\nK=k\n");
        Plan plan =
                new ProjectCompiler().compile(ProjectFolder.scan(folder)).plan().orElseThrow();
        assertThat(plan.warnings()).isEmpty();
        assertThat(new PipeQueries(plan).pipe("p", Map.of()).bind(t -> t)).contains("'t1'");
        assertThat(plan.files().toString()).doesNotContain("t1");
    }
}
