package io.pipit.core.block.engine;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Bounds of one engine instance.
 *
 * @param threads worker threads; operators use 1, because only then the same rows give the same result
 * @param memoryLimitBytes bound of the buffer manager
 * @param tempFolder where it spills; made when it is needed
 */
public record EngineConfig(int threads, long memoryLimitBytes, Path tempFolder) {
    /** Refuses bounds below one thread or one byte. */
    public EngineConfig {
        Objects.requireNonNull(tempFolder, "tempFolder");
        if (threads < 1 || memoryLimitBytes < 1) {
            throw new IllegalArgumentException(
                    "An engine needs at least one thread and some memory, not " + threads + " and " + memoryLimitBytes);
        }
    }
}
