package io.pipit.core.lake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileIOTest {
    @Test
    void filesThatComeAndGoWhileTheyAreListedDoNotEndTheList(@TempDir Path folder) throws IOException {
        Path kept = Files.write(
                Files.createDirectories(folder.resolve("table/data")).resolve("kept"), new byte[7]);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> comeAndGo(folder, enough));
        try (LocalFileIO files = new LocalFileIO()) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(files.listPrefix(folder.toString()))
                        .filteredOn(f -> f.location().equals(kept.toString()))
                        .extracting(FileInfo::size)
                        .containsExactly(7L);
            }
        } finally {
            enough.set(true);
        }
        writer.join();
    }

    private static void comeAndGo(Path folder, AtomicBoolean enough) {
        try {
            while (!enough.get()) {
                Path dropped = Files.createDirectories(folder.resolve("dropped/data"));
                for (int i = 0; i < 20; i++) {
                    Files.createFile(dropped.resolve("file" + i));
                }
                for (int i = 0; i < 20; i++) {
                    Files.delete(dropped.resolve("file" + i));
                }
                Files.delete(dropped);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
