package io.pipit.intake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Refuses events before the disk of the log is full, because a log that cannot write is harmed. Thread-safe. */
final class DiskGuard {
    private static final long CHECK_EVERY_NANOS = 200_000_000;
    private static final int BYTES_PER_MB = 1_000_000;

    private final Optional<Path> folder;
    private volatile long minFreeBytes;
    private final LongSupplier nanoTime;
    private final AtomicLong checkedAt;
    private volatile long freeBytes = Long.MAX_VALUE;

    DiskGuard(Optional<Path> folder, long minFreeBytes, LongSupplier nanoTime) {
        this.folder = folder;
        this.minFreeBytes = minFreeBytes;
        this.nanoTime = nanoTime;
        this.checkedAt = new AtomicLong(nanoTime.getAsLong() - CHECK_EVERY_NANOS);
    }

    /** Keeps so much free from now on. */
    void keepFree(long bytes) {
        minFreeBytes = bytes;
    }

    /**
     * Checks the free space, at most a few times a second.
     *
     * @throws PipitException {@code DISK_FULL}
     */
    void check() {
        if (folder.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        long last = checkedAt.get();
        if (now - last >= CHECK_EVERY_NANOS && checkedAt.compareAndSet(last, now)) {
            freeBytes = free(folder.get());
        }
        if (freeBytes < minFreeBytes) {
            throw new PipitException(
                    ErrorCode.DISK_FULL,
                    String.format(
                            Locale.ROOT,
                            "The disk of the log has %,d MB left, less than the %,d MB that are kept free; no events are "
                                    + "accepted and none that were accepted are lost. Free space in %s, then send again.",
                            freeBytes / BYTES_PER_MB,
                            minFreeBytes / BYTES_PER_MB,
                            folder.get()));
        }
    }

    private static long free(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // a folder that is not there yet; the log itself will say what is wrong
        }
    }
}
