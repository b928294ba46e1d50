package io.pipit.jobs.copy;

import io.pipit.core.project.Plan;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
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
        SpeedPlan speed = new SpeedPlan(plan);
        List<TableFeed> feeds = new ArrayList<>();
        for (String landing : speed.landing()) {
            for (Target target : speed.targets(landing)) {
                if (tables.contains(target.table())) {
                    feeds.add(new TableFeed(target.table(), target.feed(), landing));
                }
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
