package io.pipit.intake.gather;

import io.pipit.core.log.BlockWriter.Written;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A request that is in blocks now.
 *
 * @param fitting rows that fit
 * @param quarantined rows that do not
 * @param written completes when all its blocks are durable
 */
public record Gathered(int fitting, int quarantined, CompletableFuture<List<Written>> written) {}
