package io.pipit.core.lake.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes folders of files that nobody needs any more. */
final class LocalFolders {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFolders.class);

    private LocalFolders() {}

    static void delete(Path folder) {
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
