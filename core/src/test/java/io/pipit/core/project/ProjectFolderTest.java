package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFolderTest {
    @TempDir
    Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void readsDatafilesWhereverTheyAre() throws IOException {
        write("datasources/a.datasource", "A");
        write("deep/er/b.pipe", "B");
        write("c.connection", "C");
        write("README.md", "no");
        write("fixtures/a.ndjson", "{}");
        write("tests/b.yaml", "- name: x");
        write(".pipit/d.pipe", "no");
        write("node_modules/e.pipe", "no");
        write("vendor/shared/f.datasource", "no");
        write(".hidden.pipe", "no");
        assertThat(ProjectFolder.read(folder).texts())
                .containsOnlyKeys("c.connection", "datasources/a.datasource", "deep/er/b.pipe")
                .containsEntry("deep/er/b.pipe", "B");
    }

    @Test
    void readsAFolderThatIsItselfHidden() throws IOException {
        write(".work/a.datasource", "A");
        assertThat(ProjectFolder.read(folder.resolve(".work")).texts()).hasSize(1);
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> ProjectFolder.read(folder.resolve("none"))).hasMessageContaining("There is no folder");
        assertThatThrownBy(() -> ProjectFolder.read(folder)).hasMessageContaining("no datafiles");
        Files.write(folder.resolve("a.datasource"), new byte[] {'a', '\n', (byte) 0xC3, 'x'});
        assertThatThrownBy(() -> ProjectFolder.read(folder))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.position()).hasToString("Optional[a.datasource:2]"))
                .hasMessageContaining("UTF-8");
        Files.write(folder.resolve("a.datasource"), new byte[ProjectFolder.MAX_FILE_BYTES + 1]);
        assertThatThrownBy(() -> ProjectFolder.read(folder)).hasMessageContaining("at most");
    }
}
