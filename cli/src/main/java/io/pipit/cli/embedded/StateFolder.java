package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder with everything that an embedded stack keeps; one process at a time. The lock goes when the process goes. */
public final class StateFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private StateFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, takes it for this process, and empties its temporary part.
     *
     * @throws PipitException {@code STATE_LOCKED} with who has it
     */
    public static StateFolder open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            StateFolder state = new StateFolder(absolute, lock(absolute));
            // Whoever keeps a project under version control does not want its data there.
            Files.writeString(absolute.resolve(".gitignore"), "*\n");
            deleteTree(state.temp());
            for (String name : List.of("log", "lake", "db", "tmp", "logs")) {
                Files.createDirectories(absolute.resolve(name));
            }
            return state;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "The state folder " + absolute + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The folder itself. */
    public Path path() {
        return folder;
    }

    /** Of the broker. */
    public Path log() {
        return folder.resolve("log");
    }

    /** Of the tables' files. */
    public Path lake() {
        return folder.resolve("lake");
    }

    /** Of the catalog's and the scheduler's database. */
    public Path database() {
        return folder.resolve("db");
    }

    /** Emptied at each start. */
    public Path temp() {
        return folder.resolve("tmp");
    }

    /** Of what the process logs. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "The lock of " + folder + " was not given back: " + e.getMessage(), e);
        }
    }

    /** Deletes a folder with all that is in it, if it exists. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            String owner = Files.readString(file).strip();
            throw new PipitException(
                    ErrorCode.STATE_LOCKED,
                    "The state folder " + folder + " is in use by " + (owner.isEmpty() ? "another process" : owner)
                            + ". Stop that process first, or run another project folder.");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner().getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String owner() {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElse(Instant.now());
        return "process " + self.pid() + ", started " + started.truncatedTo(ChronoUnit.SECONDS);
    }
}
