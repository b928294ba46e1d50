package io.pipit.core.block.engine;

import java.nio.file.Path;

/**
 * Bounds of one engine instance.
 *
 * @param threads worker threads; operators use 1, because only then the same rows give the same result
 * @param memoryLimitBytes bound of the buffer manager
 * @param tempFolder where it spills
 */
public record EngineConfig(int threads, long memoryLimitBytes, Path tempFolder) {}
