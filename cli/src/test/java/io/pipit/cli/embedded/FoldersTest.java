package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void aStateFolderIsTakenByOneProcessAtATime() {
        StateFolder first = StateFolder.open(folder);
        assertThatThrownBy(() -> StateFolder.open(folder))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_LOCKED))
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining("Stop that process first");
        first.close();
        StateFolder.open(folder).close();
    }

    @Test
    void temporaryFilesOfAnEarlierProcessGoAway() throws IOException {
        StateFolder first = StateFolder.open(folder);
        Files.createDirectories(first.temp().resolve("deep"));
        Files.writeString(first.temp().resolve("deep/left.so"), "x");
        first.close();
        StateFolder second = StateFolder.open(folder);
        assertThat(second.temp()).isEmptyDirectory();
        second.close();
    }

    @Test
    void datafilesAreReadWithTheirPathsAndOthersLeftOut() throws IOException {
        write("datasources/a.datasource", "SCHEMA >");
        write("b.pipe", "NODE b");
        write("README.md", "no");
        write(".pipit/x.pipe", "no");
        write("node_modules/y.pipe", "no");
        assertThat(new ProjectFolder(folder)
                        .read().files().texts().keySet().stream().filter(file -> !file.startsWith("pipit-system/")))
                .containsExactlyInAnyOrder("datasources/a.datasource", "b.pipe");
    }

    @Test
    void aFolderWithoutDatafilesIsNoProject() {
        assertThatThrownBy(() -> new ProjectFolder(folder).read()).hasMessageContaining("has no datafiles");
    }

    @Test
    void changesAreToldOnceAndOnlyForDatafiles() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (FolderWatch watch = new ProjectFolder(folder).watch(() -> told.add("changed"))) {
            write("notes.txt", "x");
            write("pipes/a.pipe", "1");
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("changed");
            told.clear();
            write("pipes/a.pipe", "2");
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("changed");
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void theCallerSaysWhichFilesMatter() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (FolderWatch watch =
                FolderWatch.start(folder, file -> file.endsWith("heard.txt"), () -> told.add("changed"))) {
            write("unheard.txt", "x");
            write("deep/heard.txt", "x");
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("changed");
            assertThat(watch).isNotNull();
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
