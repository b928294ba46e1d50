package io.pipit.jobs.copy;

import io.pipit.core.block.Feed;
import io.pipit.core.project.Plan;
import java.util.List;

/** Which streaming feeds write which tables of a plan. */
public final class FedTables {
    private FedTables() {}

    /**
     * One feed into one table.
     *
     * @param landing the landing data source whose log is at its root
     */
    public record Fed(String table, String feed, String landing) {
        /** Whether it is the events of a landing data source, and not the rows of a view. */
        public boolean ofLog() {
            return feed.equals(Feed.log(landing));
        }
    }

    /** Those of all tables. */
    public static List<Fed> of(Plan plan) {
        return TableFeeds.of(plan, plan.tables().keySet()).feeds().stream()
                .map(feed -> new Fed(feed.table(), feed.feed(), feed.landing()))
                .toList();
    }
}
