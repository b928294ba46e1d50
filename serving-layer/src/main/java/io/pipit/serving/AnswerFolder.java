package io.pipit.serving;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where answers are that the engine writes as files. What a process has left there that was killed goes with the next one. */
final class AnswerFolder {
    private final Path folder;
    private boolean ready;

    /** Beside the folder where the engine spills, which the engine deletes. */
    AnswerFolder(Path spill) {
        this.folder = spill.resolveSibling(spill.getFileName() + "-answers");
    }

    /** The folder, which is made when it is asked for first. */
    synchronized Path path() {
        if (!ready) {
            try {
                Files.createDirectories(folder);
                ready = true;
            } catch (IOException e) {
                throw failed(e);
            }
        }
        return folder;
    }

    /** Deletes what is there. */
    void clear() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.toList();
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private PipitException failed(IOException e) {
        return new PipitException(
                ErrorCode.STORAGE_FAILED,
                "The folder " + folder + " for answers that are files cannot be used: " + e.getMessage(),
                e);
    }
}
