package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with a folder is said at once, each with its place; nothing of it stops the rest from being looked at. */
class BadInputTest {
    private static final String SOURCE =
            "SCHEMA >\n    id String `json:$.id`,\n    n Int32 `json:$.n`\nENGINE MergeTree\nENGINE_SORTING_KEY id\n";

    @TempDir
    private Path folder;

    @Test
    void saysAllOfItInOneBuild() throws IOException {
        byte[] binary = new byte[600];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        Files.write(folder.resolve("binary.pipe"), binary);
        Files.write(folder.resolve("utf16.pipe"), "NODE a\nSQL >\n  SELECT 1 AS x\n".getBytes(StandardCharsets.UTF_16));
        Files.write(
                folder.resolve("latin.datasource"),
                "SCHEMA >\n  a String\n# Größe\n".getBytes(StandardCharsets.ISO_8859_1));
        write("huge.pipe", "NODE a\nSQL >\n  SELECT 1 AS x\n" + "-- x\n".repeat(300_000));
        write("src.datasource", SOURCE);
        write("twice.datasource", "SCHEMA >\n  a String\nSCHEMA >\n  b String\nENGIN MergeTree\n");
        write("columns.datasource", "SCHEMA >\n  a Strng,\n  b Int32,\n  b String,\n  B String\n");
        write("key.datasource", SOURCE.replace("KEY id", "KEY idd"));
        write(
                "target.datasource",
                "SCHEMA >\n  id String,\n  other Float64\nENGINE MergeTree\nENGINE_SORTING_KEY id\n");
        write("view.pipe", "NODE v\nSQL >\n  SELECT id, n AS oter FROM src\nTYPE materialized\nDATASOURCE target\n");
        write(
                "endless.pipe",
                "NODE e\nSQL >\n  %\n  {% while True %}{% end %}\n  SELECT {{ Int32(x, 1) }} AS x\nTYPE endpoint\n");
        write("rec_a.pipe", "NODE n\nSQL >\n  SELECT * FROM rec_b\nTYPE endpoint\n");
        write("rec_b.pipe", "NODE n\nSQL >\n  SELECT * FROM rec_a\nTYPE endpoint\n");
        write("itself.pipe", "NODE n\nSQL >\n  SELECT * FROM itself\nTYPE endpoint\n");
        write("later.pipe", "NODE x\nSQL >\n  SELECT * FROM y\nNODE y\nSQL >\n  SELECT 1 AS a\nTYPE endpoint\n");
        write("src.pipe", "NODE x\nSQL >\n  SELECT 1 AS a\n");
        write("words.pipe", "NODE x\nSQL >\n  SELECT id FROM src\nTYP endpoint\nCACHEE 5\n");

        List<String> problems = new ProjectCompiler()
                .compile(ProjectFolder.scan(folder)).problems().stream()
                        .map(Problem::toString)
                        .toList();

        has(problems, "binary.pipe:1: error: The file is not a text");
        has(problems, "utf16.pipe:1: error: The file is UTF-16");
        has(problems, "latin.datasource:3: error: The file is not UTF-8");
        has(problems, "huge.pipe:1: error: The file has 1500029 bytes");
        has(problems, "twice.datasource:3: error: SCHEMA is there twice, in line 1 and here");
        has(
                problems,
                "twice.datasource:5: error: 'ENGIN' is not a directive of a .datasource file. Did you mean 'ENGINE'?");
        has(problems, "columns.datasource:2: error: ", "Did you mean 'String'?");
        has(problems, "columns.datasource:4: error: The column 'b' is there twice");
        has(problems, "columns.datasource:5: error: The columns 'b' and 'B' differ only in case");
        has(problems, "key.datasource:5: error: ENGINE_SORTING_KEY 'idd'", "Did you mean 'id'?");
        has(
                problems,
                "view.pipe:1: error: The pipe does not fit its target",
                "(did you mean 'other'?)",
                "\n    the query gives   'target' has\n    id String         id String\n    oter Int32        other Float64");
        has(problems, "endless.pipe:4: error: The template takes more than");
        has(problems, "rec_a.pipe:1: error: Pipes read each other in a circle: rec_a → rec_b → rec_a");
        has(problems, "itself.pipe:1: error: Pipes read each other in a circle: itself → itself");
        has(problems, "later.pipe:1: error: 'y' is a later node of the pipe");
        has(problems, "src.pipe:1: error: The name 'src' is already taken by src.datasource");
        has(problems, "words.pipe:4: error: 'TYP' is not a directive of a .pipe file. Did you mean 'TYPE'?");
        has(problems, "words.pipe:5: error: 'CACHEE' is not a directive of a .pipe file. Did you mean 'CACHE'?");
        assertThat(problems).hasSize(19);
    }

    @Test
    void aViewOfABrokenViewSaysNothingMore() {
        Map<String, String> texts = new TreeMap<>(Map.of(
                "src.datasource",
                SOURCE,
                "a.datasource",
                SOURCE.replaceAll(" `json[^`]*`", ""),
                "b.datasource",
                SOURCE.replaceAll(" `json[^`]*`", ""),
                "a_mv.pipe",
                "NODE n\nSQL >\n  SELECT idd FROM src\nTYPE materialized\nDATASOURCE a\n",
                "b_mv.pipe",
                "NODE n\nSQL >\n  SELECT id, n FROM a\nTYPE materialized\nDATASOURCE b\n"));
        assertThat(new ProjectCompiler().compile(ProjectFiles.of(texts)).problems())
                .extracting(p -> p.position().file())
                .containsExactly("a_mv.pipe");
    }

    @Test
    void noErrorShowsASecret() {
        Variables secrets = Variables.of(Map.of("key", "hunter2!", "short", "id"));
        assertThat(secrets.masked("'hunter2!' is not an id")).isEqualTo("'***' is not an id");
        assertThat(secrets.toString()).doesNotContain("hunter2!");
        Map<String, String> texts = new TreeMap<>(Map.of(
                "src.datasource",
                SOURCE,
                "a.datasource",
                SOURCE.replaceAll(" `json[^`]*`", ""),
                "a_mv.pipe",
                "NODE n\nSQL >\n  %\n  SELECT id, n, {{ column(tb_secret('key')) }} FROM src\n"
                        + "TYPE materialized\nDATASOURCE a\n",
                "p.pipe",
                "NODE n\nSQL >\n  %\n  SELECT {{ String(x, tb_secret('key')) }} AS x\nTYPE endpoint\n"));
        assertThat(new ProjectCompiler()
                        .compile(ProjectFiles.of(texts).with(secrets))
                        .problems())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.toString()).doesNotContain("hunter2"));

        texts.remove("a_mv.pipe");
        Plan plan = new ProjectCompiler()
                .compile(ProjectFiles.of(texts).with(secrets))
                .plan()
                .orElseThrow();
        assertThat(new PipeQueries(plan).pipe("p", Map.of()).columns()).hasSize(1);
        assertThatThrownBy(() -> new PipeQueries(plan).sql("% SELECT {{ tb_secret('key') }}", Map.of()))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("Only the pipes of the project can ask for the secret 'key'");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static void has(List<String> problems, String start, String... parts) {
        assertThat(problems).anySatisfy(p -> {
            assertThat(p).startsWith(start);
            assertThat(parts).allSatisfy(part -> assertThat(p).contains(part));
        });
    }
}
