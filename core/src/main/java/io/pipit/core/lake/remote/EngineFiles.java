package io.pipit.core.lake.remote;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.io.LocalFileIO;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.lake.remote.FileCache.RemoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.io.FileIO;

/**
 * How the engine, which knows only local files, reads and writes the files of a lake: where they are, or through local copies.
 * Thread-safe.
 */
public final class EngineFiles implements AutoCloseable {
    private final Path scratch;
    private final FileCache cache;
    private final List<Lease> held = new ArrayList<>();

    /**
     * Of a lake.
     *
     * @param scratch a folder for copies of remote files and for files on their way there
     * @param cacheBytes what the copies may take
     */
    public EngineFiles(Path scratch, long cacheBytes) {
        this.scratch = scratch;
        this.cache = new FileCache(scratch, cacheBytes);
    }

    /** Whether a location is not one of this machine's files. */
    public static boolean remote(String location) {
        return location.contains("://") && !location.startsWith("file:");
    }

    /** What the engine calls a file while it is leased. */
    public String readable(String location) {
        return remote(location) ? cache.path(location).toString() : location;
    }

    /** Makes files readable until the lease is closed. */
    public Lease lease(FileIO io, Collection<RemoteFile> files) {
        List<RemoteFile> wanted =
                files.stream().filter(f -> remote(f.location())).toList();
        return wanted.isEmpty() ? Lease.NONE : cache.lease(wanted, (location, to) -> fetch(io, location, to));
    }

    /** Makes files readable until all is closed. */
    public void hold(FileIO io, Collection<RemoteFile> files) {
        Lease lease = lease(io, files);
        if (lease != Lease.NONE) {
            synchronized (held) {
                held.add(lease);
            }
        }
    }

    /**
     * Lets somebody write files into a folder, and brings them to their place where that is remote.
     *
     * @param location where files belong; their paths below the folder are kept
     */
    public List<LakeFile> write(FileIO io, String location, Function<Path, List<LakeFile>> writer) {
        if (!remote(location)) {
            return writer.apply(LocalFileIO.path(location));
        }
        Path folder = scratch.resolve("write-" + UUID.randomUUID());
        List<LakeFile> uploaded = new ArrayList<>();
        try {
            for (LakeFile file : writer.apply(folder)) {
                String name = folder.relativize(Path.of(file.path())).toString().replace('\\', '/');
                LakeFile there = file.at(location + "/" + name);
                upload(io, Path.of(file.path()), there.path());
                uploaded.add(there);
            }
            return uploaded;
        } catch (RuntimeException e) {
            uploaded.forEach(file -> io.deleteFile(file.path()));
            throw e;
        } finally {
            new LocalFolder(folder).delete();
        }
    }

    private static void fetch(FileIO io, String location, Path to) throws IOException {
        try (InputStream in = io.newInputFile(location).newStream()) {
            Files.copy(in, to);
        }
    }

    private static void upload(FileIO io, Path from, String location) {
        try (OutputStream out = io.newOutputFile(location).create()) {
            Files.copy(from, out);
        } catch (IOException | RuntimeException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "The file " + location + " cannot be written: " + e.getMessage()
                            + ". Check that the warehouse can be reached.",
                    e);
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
