package io.pipit.core.log;

import io.pipit.core.block.Block;
import io.pipit.core.block.LogPartition;
import java.io.Serializable;

/** A block as the log holds it: with its identity. */
public record StoredBlock(LogPartition partition, long offset, Block block) implements Serializable {}
