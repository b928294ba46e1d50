package io.pipit.speed;

import java.io.Serializable;

/**
 * A feed into a table: the unit that coverage speaks of. The same log feeds a data source and its quarantine, so the feed alone
 * would not do.
 */
public record Target(String table, String feed) implements Serializable, Comparable<Target> {
    @Override
    public int compareTo(Target other) {
        int byTable = table.compareTo(other.table);
        return byTable != 0 ? byTable : feed.compareTo(other.feed);
    }

    @Override
    public String toString() {
        return feed + " into " + table;
    }
}
