package io.pipit.cli.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The files beside the archive of classes that are written while it is made, by one process of all at a time. What lies there when nobody
 * makes it was left by one that was killed, with 150 MB each.
 */
final class ArchiveMaking implements AutoCloseable {
    private static final String UNFINISHED = "pipit.*.{jsa.part,list.classes}";

    private final Path archive;
    private final FileChannel channel;
    private final FileLock lock;

    private ArchiveMaking(Path archive, FileChannel channel, FileLock lock) {
        this.archive = archive;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Begins, and removes what was left by others; nothing while another process is making the archive.
     *
     * @throws IOException when the folder cannot be written to
     */
    static Optional<ArchiveMaking> begin(Path archive) throws IOException {
        FileChannel channel = FileChannel.open(
                archive.resolveSibling("pipit.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                removeUnfinished(archive.getParent());
                return Optional.of(new ArchiveMaking(archive, channel, lock));
            }
        } catch (OverlappingFileLockException e) {
            // This process is making it.
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** For the names of the classes. */
    Path list() {
        return mine(".list.classes");
    }

    /** For the archive until it is whole. */
    Path part() {
        return mine(".jsa.part");
    }

    /** Removes what is not finished. The file of the lock stays, since others may be about to lock it. */
    @Override
    public void close() throws IOException {
        try (channel) {
            removeUnfinished(archive.getParent());
            lock.release();
        }
    }

    private Path mine(String ending) {
        return archive.resolveSibling("pipit." + ProcessHandle.current().pid() + ending);
    }

    private static void removeUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, UNFINISHED)) {
            for (Path file : unfinished) {
                Files.deleteIfExists(file);
            }
        }
    }
}
