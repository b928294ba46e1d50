package io.pipit.serving.state;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which feeds write into which tables, and which log each feed starts from.
 *
 * @param logs the landing logs by data source
 * @param fresh the fresh topic
 * @param logOfFeed the root log of each streaming feed
 * @param feedsOfTable the streaming feeds of each table; a table without any is not named
 * @param targetOfView the table that each view's feed writes to
 * @param freshKeys what names each view's rows in the fresh topic
 * @param nodes all materialized nodes, see {@code Feed.view}
 */
public record Topology(
        Map<String, LogTopic> logs,
        LogTopic fresh,
        Map<String, LogTopic> logOfFeed,
        Map<String, List<String>> feedsOfTable,
        Map<String, String> targetOfView,
        Map<String, String> freshKeys,
        Set<String> nodes) {
    /** Copies the collections. */
    public Topology {
        nodes = Set.copyOf(nodes);
        logs = Map.copyOf(logs);
        logOfFeed = Map.copyOf(logOfFeed);
        feedsOfTable = Map.copyOf(feedsOfTable);
        targetOfView = Map.copyOf(targetOfView);
        freshKeys = Map.copyOf(freshKeys);
    }

    /** Of a plan whose landing logs are these. */
    public static Topology of(Plan plan, Map<String, LogTopic> logs, LogTopic fresh) {
        Map<String, LogTopic> logOfFeed = new HashMap<>();
        Map<String, List<String>> feedsOfTable = new TreeMap<>();
        Map<String, String> targetOfView = new HashMap<>();
        for (String source : plan.landing()) {
            String feed = Feed.log(source);
            logOfFeed.put(feed, logs.get(source));
            if (keepsRows(plan, source)) {
                add(feedsOfTable, source, feed);
            }
            String quarantine = QuarantineTable.nameOf(source);
            if (plan.tables().containsKey(quarantine)) {
                add(feedsOfTable, quarantine, feed);
            }
        }
        for (ViewPlan view : plan.views()) {
            if (!keepsRows(plan, view.target()) || !plan.landing().contains(view.root())) {
                continue; // what copies make of it is only in the lake
            }
            logOfFeed.put(view.feed(), logs.get(view.root()));
            add(feedsOfTable, view.target(), view.feed());
            targetOfView.put(view.feed(), view.target());
        }
        Set<String> nodes = plan.views().stream()
                .map(view -> Feed.view(view.pipe(), view.node()))
                .collect(Collectors.toSet());
        return new Topology(logs, fresh, logOfFeed, feedsOfTable, targetOfView, plan.freshKeys(), nodes);
    }

    /** The streaming feeds of a table. */
    public List<String> feeds(String table) {
        return feedsOfTable.getOrDefault(table, List.of());
    }

    /** Whether rows with this feed are of the plan that this was made of. */
    public boolean knows(String feed, String table) {
        return Feed.follows(feed)
                ? nodes.contains(Feed.follower(feed))
                : !Feed.streaming(feed) || feeds(table).contains(feed);
    }

    /** The tables that a feed writes to. */
    public List<String> tables(String feed) {
        return feedsOfTable.entrySet().stream()
                .filter(e -> e.getValue().contains(feed))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The views that start from a log. */
    public List<String> viewsOf(String topicId) {
        return targetOfView.keySet().stream()
                .filter(feed -> logOfFeed.get(feed).topicId().equals(topicId))
                .sorted()
                .toList();
    }

    private static boolean keepsRows(Plan plan, String table) {
        return plan.tables().get(table).engine().kind() != EngineClause.Kind.NULL;
    }

    private static void add(Map<String, List<String>> feeds, String table, String feed) {
        feeds.computeIfAbsent(table, t -> new ArrayList<>()).add(feed);
    }
}
