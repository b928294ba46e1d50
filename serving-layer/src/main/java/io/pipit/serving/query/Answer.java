package io.pipit.serving.query;

import io.pipit.core.block.PositionVector;

/**
 * An answer with what it was made from.
 *
 * @param result what the result was turned into
 * @param position at which all tables were read
 * @param lakeRows rows of the lake in the tables read
 * @param freshRows fresh rows in the tables read
 */
public record Answer<T>(T result, PositionVector position, long lakeRows, long freshRows) {}
