package io.pipit.core.lake;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rows of one snapshot account for, by feed. It is in the snapshot's summary, committed with the rows, and carried on
 * by every later commit.
 *
 * @param feeds the streaming feeds
 * @param copies the copies
 */
public record Coverage(SortedMap<String, FeedCoverage> feeds, SortedMap<String, CopyCoverage> copies) {
    /** Of an empty table. */
    public static final Coverage EMPTY = new Coverage(new TreeMap<>(), new TreeMap<>());

    /** Copies both maps. */
    public Coverage {
        feeds = Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
        copies = Collections.unmodifiableSortedMap(new TreeMap<>(copies));
    }

    /** This coverage with one feed changed. */
    public Coverage withFeed(String feed, FeedCoverage coverage) {
        SortedMap<String, FeedCoverage> changed = new TreeMap<>(feeds);
        changed.put(feed, coverage);
        return new Coverage(changed, copies);
    }

    /** This coverage with one copy changed. */
    public Coverage withCopy(String feed, CopyCoverage coverage) {
        Map<String, CopyCoverage> changed = new TreeMap<>(copies);
        changed.put(feed, coverage);
        return new Coverage(feeds, new TreeMap<>(changed));
    }
}
