package io.pipit.core.sql.aggregate;

/**
 * What the choice of a sample follows from, so that the same rows give the same state whenever they are processed.
 *
 * @param sql values of the engine, with commas between them; the empty text for none
 * @param byRow whether they differ from row to row; where they do not, the place of a row in its group does
 */
public record RowSeed(String sql, boolean byRow) {
    /** Nothing is known of the rows but their order. */
    public static final RowSeed PLACES = new RowSeed("", false);

    /** Something that each row has. */
    public static RowSeed ofRows(String sql) {
        return new RowSeed(sql, true);
    }

    /** Something that differs from block to block only. */
    public static RowSeed ofBlock(String sql) {
        return new RowSeed(sql, false);
    }
}
