package io.pipit.core.block;

/**
 * What SAMPLE takes shares by: an unsigned number of each row, spread evenly over all that it may be.
 *
 * @param engineSql for the engine, over the table's columns
 * @param bits of the number
 */
public record SamplingKey(String engineSql, int bits) {}
