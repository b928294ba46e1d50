package io.pipit.core.project.lambda;

import io.pipit.core.block.engine.EngineSession;

/**
 * What keeping a target fresh may take.
 *
 * @param mostRows of each table that is made on the way
 * @param wholeShare the share of the source's rows from which on it is quicker to read all of them than those that are needed
 */
public record LambdaBudget(long mostRows, double wholeShare) {
    /** More is touched than may be computed while somebody waits, or than can be computed without all rows. */
    public static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** The message says what was too much. */
        public ExceededException(String message) {
            super(message);
        }
    }

    /**
     * The rows of a table.
     *
     * @throws ExceededException when there are too many
     */
    long rows(EngineSession session, String table) {
        long rows = session.queryLong("SELECT count(*) FROM " + table);
        if (rows > mostRows) {
            throw new ExceededException("more than " + mostRows + " rows are touched");
        }
        return rows;
    }
}
