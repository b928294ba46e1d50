package io.pipit.core.lake.remote;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of remote files, bounded in size. Files never change under their names, so a copy is right for ever. Who reads leases
 * them: a file that several want is fetched once, one that is leased stays, and where there is no room the one goes that was not used
 * for longest. Thread-safe.
 */
public final class FileCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
    private static final int FETCHERS = 4;

    /** A remote file. */
    public record RemoteFile(String location, long bytes) {}

    /** Gets files. */
    @FunctionalInterface
    public interface Fetcher {
        /** Writes the whole file to a path that does not exist. */
        void fetch(String location, Path to) throws IOException;
    }

    /** Keeps files until it is closed. */
    public interface Lease extends AutoCloseable {
        /** Nothing is kept. */
        Lease NONE = () -> {};

        @Override
        void close();
    }

    private static final class Entry {
        final RemoteFile file;
        final CompletableFuture<Void> here = new CompletableFuture<>();
        int leases;

        Entry(RemoteFile file) {
            this.file = file;
        }
    }

    private final Path folder;
    private final LocalFolder whole;
    private final long limitBytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final ExecutorService fetchers = Executors.newFixedThreadPool(FETCHERS, task -> {
        Thread thread = new Thread(task, "pipit-fetch");
        thread.setDaemon(true);
        return thread;
    });
    private long usedBytes;

    /** In a folder of its own, which goes with the cache. */
    public FileCache(Path root, long limitBytes) {
        this.folder = root.resolve("files-" + UUID.randomUUID());
        this.whole = new LocalFolder(folder);
        this.limitBytes = limitBytes;
    }

    /** Where the copy of a file is while it is leased. */
    public Path path(String location) {
        return folder.resolve(UUID.nameUUIDFromBytes(location.getBytes(StandardCharsets.UTF_8)) + ".parquet");
    }

    /**
     * Brings files here, and keeps them until the lease is closed.
     *
     * @throws PipitException {@code STORAGE_FAILED} when one cannot be fetched, or when all together are more than the bound
     */
    public Lease lease(Collection<RemoteFile> files, Fetcher fetcher) {
        List<Entry> leased = new ArrayList<>();
        try {
            for (RemoteFile file : files) {
                leased.add(take(file, fetcher));
            }
            leased.forEach(entry -> await(entry));
        } catch (RuntimeException e) {
            release(leased);
            throw e;
        }
        return new OneTime(() -> release(leased));
    }

    private synchronized Entry take(RemoteFile file, Fetcher fetcher) {
        Entry known = entries.get(file.location());
        if (known != null && !known.here.isCompletedExceptionally()) {
            known.leases++;
            return known;
        }
        makeRoom(file.bytes());
        Entry entry = new Entry(file);
        entry.leases = 1;
        entries.put(file.location(), entry);
        usedBytes += file.bytes();
        fetchers.execute(() -> fetch(entry, fetcher));
        return entry;
    }

    private void makeRoom(long bytes) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (usedBytes + bytes > limitBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.leases == 0) {
                oldest.remove();
                forget(entry);
            }
        }
        if (usedBytes + bytes > limitBytes) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "The files that are read now take more than the " + (limitBytes >> 20)
                            + " MB which local copies may take. Set warehouse.cache-size higher, or read less at once.");
        }
    }

    private void fetch(Entry entry, Fetcher fetcher) {
        Path path = path(entry.file.location());
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(part);
            fetcher.fetch(entry.file.location(), part);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            entry.here.complete(null);
        } catch (IOException | RuntimeException e) {
            gone(entry, e);
        }
    }

    /** The next one who wants it tries again. */
    private synchronized void gone(Entry entry, Exception failure) {
        if (entries.remove(entry.file.location(), entry)) {
            usedBytes -= entry.file.bytes();
        }
        entry.here.completeExceptionally(new PipitException(
                ErrorCode.STORAGE_FAILED,
                "The file " + entry.file.location() + " cannot be fetched: " + failure.getMessage()
                        + ". Check that the warehouse can be reached.",
                failure));
    }

    private static void await(Entry entry) {
        try {
            entry.here.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PipitException known) {
                throw new PipitException(known.code(), known.getMessage(), known);
            }
            throw e;
        }
    }

    private synchronized void release(List<Entry> leased) {
        leased.forEach(entry -> entry.leases--);
    }

    private void forget(Entry entry) {
        usedBytes -= entry.file.bytes();
        try {
            Files.deleteIfExists(path(entry.file.location()));
        } catch (IOException e) {
            LOG.warn("The local copy of {} stays: {}", entry.file.location(), e.getMessage());
        }
    }

    /** What the copies take. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Deletes all copies. Nobody reads any more. */
    @Override
    public void close() {
        fetchers.shutdownNow();
        whole.delete();
    }

    /** Done once, however often it is closed. */
    private static final class OneTime implements Lease {
        private Runnable end;

        OneTime(Runnable end) {
            this.end = end;
        }

        @Override
        public synchronized void close() {
            if (end != null) {
                end.run();
                end = null;
            }
        }
    }
}
