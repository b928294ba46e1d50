package io.pipit.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderGivesItsEventFilesByName() throws IOException {
        Files.writeString(folder.resolve("b.ndjson"), "{}\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.ndjson.gz")))) {
            out.write("{\"x\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("c.csv"), "no");
        assertThat(EventFile.find(folder)).extracting(EventFile::dataSource).containsExactly("a", "b");
        assertThat(new String(EventFile.find(folder).get(0).open().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"x\":1}\n");
    }

    @Test
    void whereThereAreNoneItSaysWhatIsExpected() {
        assertThatThrownBy(() -> EventFile.find(folder))
                .hasMessageContaining("There are no events at " + folder)
                .hasMessageContaining("DATASOURCE.ndjson");
    }

    @Test
    void hostsAreReadAsPeopleWriteThem() {
        assertThat(Host.parse("localhost")).isEqualTo(URI.create("http://localhost:7181"));
        assertThat(Host.parse("localhost:80")).isEqualTo(URI.create("http://localhost:80"));
        assertThat(Host.parse("http://127.0.0.1:7181/")).isEqualTo(URI.create("http://127.0.0.1:7181"));
    }
}
