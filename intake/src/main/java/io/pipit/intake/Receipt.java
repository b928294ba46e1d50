package io.pipit.intake;

import io.pipit.core.block.PositionVector;

/**
 * What became of a request, once it is durable.
 *
 * @param successfulRows rows that fit
 * @param quarantinedRows rows that do not, kept in the quarantine
 * @param position every block of the request lies below it
 */
public record Receipt(int successfulRows, int quarantinedRows, PositionVector position) {}
