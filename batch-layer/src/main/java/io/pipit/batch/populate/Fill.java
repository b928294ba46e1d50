package io.pipit.batch.populate;

import java.io.Serializable;

/**
 * One piece of filling.
 *
 * @param feed the view whose rows are made, or the empty text to take over all rows of a table as they are
 * @param table of the plan
 * @param into the table of the lake that gets the rows: the table itself, or the one that is going to take its place
 * @param version of the table's columns that its rows have, a place in its {@code forwards}; -1 for those of the plan
 */
public record Fill(String feed, String table, String into, int version) implements Serializable {
    private static final int TODAY = -1;

    /** Rows of a view. */
    public static Fill view(String feed, String table, String into) {
        return new Fill(feed, table, into, TODAY);
    }

    /** All rows of a table, with what it covers. */
    public static Fill rebuild(String table, String into) {
        return new Fill("", table, into, TODAY);
    }

    /** The same for rows of an older version of the table. */
    public static Fill forward(String table, String into, int version) {
        return new Fill("", table, into, version);
    }

    /** Whether it adds rows to a table that is live: they come when the version does. */
    public boolean late() {
        return !rebuilds() && into.equals(table);
    }

    /** Whether a table's rows become those of another version of its columns. */
    boolean forwards() {
        return rebuilds() && version != TODAY;
    }

    boolean rebuilds() {
        return feed.isEmpty();
    }
}
