package io.pipit.serving.query;

import io.pipit.core.block.PositionVector;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a client asks.
 *
 * @param query finds the translated query among those of the version that answers
 * @param minPosition what must be counted at least; {@code PositionVector.START} for whatever is there
 * @param asOf a time or the id of a snapshot of the lake, or the empty text for now
 * @param patienceMillis how long the answer may take where that is longer than the configured time; else 0
 */
public record Question(
        Function<PipeQueries, TranslatedQuery> query, PositionVector minPosition, String asOf, long patienceMillis) {
    /** Asks of now. */
    public Question(Function<PipeQueries, TranslatedQuery> query, PositionVector minPosition) {
        this(query, minPosition, "", 0);
    }

    /** The same question of who can wait longer than others. */
    public Question patient(long millis) {
        return new Question(query, minPosition, asOf, millis);
    }

    /** The same question, as the lake was at a time, or in a snapshot; the empty text for now. */
    public Question asOf(String when) {
        return new Question(query, minPosition, when, patienceMillis);
    }

    /** Asks a pipe. */
    public static Question pipe(String pipe, Map<String, List<String>> parameters, PositionVector minPosition) {
        return new Question(queries -> queries.pipe(pipe, parameters), minPosition);
    }

    /** Asks by SQL. */
    public static Question sql(String sql, Map<String, List<String>> parameters, PositionVector minPosition) {
        return new Question(queries -> queries.sql(sql, parameters), minPosition);
    }
}
