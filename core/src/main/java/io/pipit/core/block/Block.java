package io.pipit.core.block;

import java.io.Serializable;

/**
 * A batch of rows of one data source: the unit of the log, of the speed layer and of exactly-once.
 *
 * <p>Rows are Arrow IPC streams whose fields are the data source's columns by name (see {@code ArrowTypes}); the arrays are
 * not copied and must not be changed.
 *
 * @param header what the block says of itself
 * @param rows the rows that fit; an empty array when there are none
 * @param quarantined the rows that do not, in the columns of {@link QuarantineTable}; an empty array when there are none
 */
public record Block(BlockHeader header, byte[] rows, byte[] quarantined) implements Serializable {}
