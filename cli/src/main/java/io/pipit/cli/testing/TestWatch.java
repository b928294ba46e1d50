package io.pipit.cli.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** Looks at a project's folder again and again: a look at some hundred files costs less than a millisecond, and misses nothing. */
final class TestWatch {
    private static final long PAUSE_MILLIS = 300;

    private TestWatch() {}

    /** Runs the action after each change, until the thread is interrupted. */
    static void until(Path root, Runnable action) {
        Map<Path, String> before = look(root);
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                Map<Path, String> now = look(root);
                if (!now.equals(before)) {
                    before = now;
                    action.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<Path, String> look(Path root) {
        Map<Path, String> seen = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean skipped = !folder.equals(root) && (name.startsWith(".") || name.equals("node_modules"));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    seen.put(file, attributes.lastModifiedTime() + " " + attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // it went away meanwhile
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }
}
