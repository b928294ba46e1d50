package io.pipit.core.lake.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that goes when nobody needs its files any more. It is made when the folder is thought of: at the end of a job its classes cannot
 * be loaded any more.
 */
final class LocalFolder {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFolder.class);

    private final Path folder;

    LocalFolder(Path folder) {
        this.folder = folder;
    }

    /** Deletes it with all that is in it; what cannot be deleted stays, and is said. */
    void delete() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("The folder {} stays: {}", folder, e.getMessage());
        }
    }
}
