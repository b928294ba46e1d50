package io.pipit.jobs.copy;

import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The streaming feeds of some tables.
 *
 * @param feeds each with its table and the landing data source whose log is at its root
 */
record TableFeeds(List<TableFeed> feeds) {
    /** One feed into one table. */
    record TableFeed(String table, String feed, String landing) {}

    /** Those of a plan into the given tables. */
    static TableFeeds of(Plan plan, Set<String> tables) {
        List<TableFeed> feeds = new ArrayList<>();
        for (String landing : plan.landing()) {
            for (String table : List.of(landing, QuarantineTable.nameOf(landing))) {
                if (tables.contains(table)) {
                    feeds.add(new TableFeed(table, Feed.log(landing), landing));
                }
            }
        }
        for (ViewPlan view : plan.views()) {
            if (tables.contains(view.target())) {
                feeds.add(new TableFeed(view.target(), view.feed(), view.root()));
            }
        }
        return new TableFeeds(feeds);
    }

    /** The landing data sources behind them. */
    SortedSet<String> landings() {
        SortedSet<String> landings = new TreeSet<>();
        feeds.forEach(feed -> landings.add(feed.landing()));
        return landings;
    }
}
