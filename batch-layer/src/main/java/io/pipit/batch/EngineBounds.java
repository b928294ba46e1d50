package io.pipit.batch;

import java.io.Serializable;

/**
 * How much of a task's machine the engine may use.
 *
 * @param threads of the engine
 * @param memoryLimitBytes bound of its buffers; beyond it, it spills to disk
 */
public record EngineBounds(int threads, long memoryLimitBytes) implements Serializable {}
