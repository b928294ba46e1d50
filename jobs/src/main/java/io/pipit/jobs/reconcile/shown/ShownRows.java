package io.pipit.jobs.reconcile.shown;

import io.pipit.core.block.PositionVector;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.sql.TranslatedQuery;

/** Reads tables as queries see them, lake and fresh rows merged at one position. */
public interface ShownRows {
    /** The position below which everything lies that was accepted for a data source until now. */
    PositionVector accepted(String dataSource);

    /** Returns when queries over all tables, views too, show what is below a position; or when that takes too long. */
    void awaitShown(PositionVector position);

    /** Runs a query when at least a position is shown. */
    <T> T ask(TranslatedQuery query, PositionVector atLeast, ResultMapper<T> mapper);
}
