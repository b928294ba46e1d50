package io.pipit.core.lake;

import io.pipit.core.block.PositionVector;

/**
 * What a table holds of a copy (contract C5).
 *
 * @param runId of the last run that is in the table
 * @param runKey of that run, or the empty text
 * @param edge the positions of the sources that the run counted
 * @param committedAtMillis when
 */
public record CopyCoverage(String runId, String runKey, PositionVector edge, long committedAtMillis) {}
