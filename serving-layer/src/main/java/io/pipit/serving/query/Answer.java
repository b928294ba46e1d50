package io.pipit.serving.query;

import io.pipit.core.block.PositionVector;
import io.pipit.serving.lambda.LambdaReading;
import java.util.List;

/**
 * An answer with what it was made from.
 *
 * @param result what the result was turned into
 * @param position at which all tables were read
 * @param lakeRows rows of the lake in the tables read
 * @param freshRows fresh rows in the tables read
 * @param stale tables that were read as the last run of a copy has left them, though they are kept fresh else
 */
public record Answer<T>(
        T result, PositionVector position, long lakeRows, long freshRows, List<LambdaReading.Stale> stale) {
    /** Copies the list. */
    public Answer {
        stale = List.copyOf(stale);
    }

    /** Of tables that are all as fresh as the position says. */
    public Answer(T result, PositionVector position, long lakeRows, long freshRows) {
        this(result, position, lakeRows, freshRows, List.of());
    }
}
