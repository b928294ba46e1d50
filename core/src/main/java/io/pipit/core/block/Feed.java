package io.pipit.core.block;

/** Names of feeds: what writes into a table. They are the values of {@code _feed} and the keys of coverage. */
public final class Feed {
    private static final String FOLLOWS = ">";

    private Feed() {}

    /** The events of a landing data source. */
    public static String log(String dataSource) {
        return "log:" + dataSource;
    }

    /** The rows of a materialized node. */
    public static String view(String pipe, String node) {
        return "view:" + pipe + "." + node;
    }

    /** The same of a node that blocks of several logs reach: each log is a feed of its own. */
    public static String ofRoot(String view, String dataSource) {
        return view + "(" + dataSource + ")";
    }

    /** The feed of the node, whichever log it follows. */
    public static String ofAnyRoot(String view) {
        return view.endsWith(")") ? view.substring(0, view.indexOf('(')) : view;
    }

    /** The rows of a copy pipe. */
    public static String copy(String pipe) {
        return "copy:" + pipe;
    }

    /**
     * The rows of files that have replaced rows of a data source. In the coverage of a table it stands for every change of rows that did
     * not come by the log: replacements, deletions, rollbacks.
     */
    public static String change(String table) {
        return "change:" + table;
    }

    /** Rows that a materialized node made of what a copy wrote; {@code copied} is the feed of those. */
    public static String follow(String copied, String pipe, String node) {
        return origin(copied) + FOLLOWS + view(pipe, node);
    }

    /** Whether rows come from a copy, at once or by way of views. */
    public static boolean copied(String feed) {
        return feed.startsWith("copy:");
    }

    /** Whether rows were made by a view of what a copy wrote, see {@link #follow}. */
    public static boolean follows(String feed) {
        return copied(feed) && feed.contains(FOLLOWS);
    }

    /** The node that made rows of what a copy wrote, as {@link #view} names it. */
    public static String follower(String follows) {
        return follows.substring(follows.indexOf(FOLLOWS) + 1);
    }

    /** The feed of the copy from which rows come, see {@link #follow}. */
    public static String origin(String copied) {
        return follows(copied) ? copied.substring(0, copied.indexOf(FOLLOWS)) : copied;
    }

    /** Whether a feed is written by the speed layer, block by block. */
    public static boolean streaming(String feed) {
        return feed.startsWith("log:") || feed.startsWith("view:");
    }
}
