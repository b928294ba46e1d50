package io.pipit.batch.populate;

import java.io.Serializable;

/**
 * One piece of filling.
 *
 * @param feed the view whose rows are made, or the empty text to take over all rows of a table as they are
 * @param table of the plan
 * @param into the table of the lake that gets the rows: the table itself, or the one that is going to take its place
 */
public record Fill(String feed, String table, String into) implements Serializable {
    /** Rows of a view. */
    public static Fill view(String feed, String table, String into) {
        return new Fill(feed, table, into);
    }

    /** All rows of a table, with what it covers. */
    public static Fill rebuild(String table, String into) {
        return new Fill("", table, into);
    }

    boolean rebuilds() {
        return feed.isEmpty();
    }
}
