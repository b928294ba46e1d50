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
 */
public record Question(Function<PipeQueries, TranslatedQuery> query, PositionVector minPosition) {

    /** Asks a pipe. */
    public static Question pipe(String pipe, Map<String, List<String>> parameters, PositionVector minPosition) {
        return new Question(queries -> queries.pipe(pipe, parameters), minPosition);
    }

    /** Asks by SQL. */
    public static Question sql(String sql, Map<String, List<String>> parameters, PositionVector minPosition) {
        return new Question(queries -> queries.sql(sql, parameters), minPosition);
    }
}
