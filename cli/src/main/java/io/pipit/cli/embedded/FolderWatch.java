package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tells when files in a folder have changed, once for changes that come close together, as editors and checkouts make them. */
public final class FolderWatch implements AutoCloseable {
    private static final long QUIET_MILLIS = 150;

    private final WatchService service;
    private final Predicate<Path> watched;
    private final Thread thread;

    private FolderWatch(WatchService service, Predicate<Path> watched, Runnable onChange) {
        this.service = service;
        this.watched = watched;
        this.thread = new Thread(() -> run(onChange), "pipit-watch");
        thread.setDaemon(true);
    }

    /**
     * Watches from now on.
     *
     * @param watched which files matter; folders that are hidden, or hold what is built, are left out before it is asked
     * @param onChange runs on a thread of its own, one run at a time
     */
    public static FolderWatch start(Path root, Predicate<Path> watched, Runnable onChange) {
        try {
            FolderWatch watch = new FolderWatch(FileSystems.getDefault().newWatchService(), watched, onChange);
            watch.register(root);
            watch.thread.start();
            return watch;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The folder " + root + " cannot be watched: " + e.getMessage(), e);
        }
    }

    /** Returns when the watch is closed, or the calling thread is interrupted. */
    public void await() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Runnable onChange) {
        try {
            while (true) {
                boolean changed = relevant(service.take());
                for (WatchKey next = quiet(); next != null; next = quiet()) {
                    changed |= relevant(next);
                }
                if (changed) {
                    onChange.run();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The stack stops.
        }
    }

    private WatchKey quiet() throws InterruptedException {
        return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean relevant(WatchKey key) {
        boolean relevant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                relevant = true;
                continue;
            }
            Path path = ((Path) key.watchable()).resolve((Path) event.context());
            relevant |= watched.test(path) || newFolder(path);
        }
        key.reset();
        return relevant;
    }

    private boolean newFolder(Path path) {
        if (!Files.isDirectory(path) || !ProjectFolder.searched(path)) {
            return false;
        }
        try {
            register(path);
            return true;
        } catch (IOException e) {
            // It went away again: then nothing in it matters.
            return false;
        }
    }

    private void register(Path root) throws IOException {
        root.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.filter(Files::isDirectory)
                    .filter(ProjectFolder::searched)
                    .toList()) {
                register(child);
            }
        }
    }
}
