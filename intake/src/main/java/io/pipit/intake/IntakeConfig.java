package io.pipit.intake;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Bounds of the intake.
 *
 * @param maxBodyBytes largest body of a request as it is sent
 * @param maxInflatedBytes largest body once it is decompressed
 * @param maxPendingBytes bodies, together, that are read or not yet acknowledged by the log; beyond it requests get
 *     {@code INTAKE_FULL}
 * @param gatherMillis between two blocks of small requests: those that come meanwhile share one
 * @param gatherBytes up to which size a request is small, in bytes of JSON
 * @param blockBytes a block is closed when it has this many bytes of JSON
 * @param lanes blocks of one data source that are open at the same time; about the number of cores
 * @param rememberedKeys idempotency keys whose answers are kept
 * @param visibleTimeoutMillis how long {@code wait=true} waits for rows to be shown before it answers 202
 * @param logFolder the log's folder where that is on this machine
 * @param minFreeDiskBytes free space of the log's disk below which nothing is accepted
 */
public record IntakeConfig(
        int maxBodyBytes,
        int maxInflatedBytes,
        long maxPendingBytes,
        int gatherMillis,
        int gatherBytes,
        int blockBytes,
        int lanes,
        int rememberedKeys,
        int visibleTimeoutMillis,
        Optional<Path> logFolder,
        long minFreeDiskBytes) {
    private static final int MEBI = 1 << 20;

    /** Bodies of 10 MB, 64 MiB pending, 5 ms. */
    public static final IntakeConfig DEFAULTS = new IntakeConfig(
            10 * MEBI,
            40 * MEBI,
            128L * MEBI,
            5,
            256 << 10,
            4 * MEBI,
            2,
            10_000,
            10_000,
            Optional.empty(),
            256L * MEBI);

    /** Refuses bounds that leave no room for one request. */
    public IntakeConfig {
        Objects.requireNonNull(logFolder, "logFolder");
        require(maxBodyBytes > 0, "maxBodyBytes", maxBodyBytes);
        require(maxInflatedBytes >= maxBodyBytes, "maxInflatedBytes", maxInflatedBytes);
        require(maxPendingBytes >= maxInflatedBytes, "maxPendingBytes", maxPendingBytes);
        require(gatherMillis >= 0, "gatherMillis", gatherMillis);
        require(gatherBytes >= 0, "gatherBytes", gatherBytes);
        require(blockBytes > 0, "blockBytes", blockBytes);
        require(lanes > 0, "lanes", lanes);
        require(rememberedKeys >= 0, "rememberedKeys", rememberedKeys);
        require(visibleTimeoutMillis >= 0, "visibleTimeoutMillis", visibleTimeoutMillis);
        require(minFreeDiskBytes >= 0, "minFreeDiskBytes", minFreeDiskBytes);
    }

    /** The same bounds for a log whose data is in a folder of this machine. */
    public IntakeConfig withLogFolder(Path folder) {
        return new IntakeConfig(
                maxBodyBytes,
                maxInflatedBytes,
                maxPendingBytes,
                gatherMillis,
                gatherBytes,
                blockBytes,
                lanes,
                rememberedKeys,
                visibleTimeoutMillis,
                Optional.of(folder),
                minFreeDiskBytes);
    }

    private static void require(boolean valid, String name, long value) {
        if (!valid) {
            throw new IllegalArgumentException("The intake's " + name + " cannot be " + value + ".");
        }
    }
}
