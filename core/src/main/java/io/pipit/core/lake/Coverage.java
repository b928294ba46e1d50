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

    /** This coverage and that of feeds that it does not have. */
    public Coverage and(Coverage others) {
        SortedMap<String, FeedCoverage> moreFeeds = new TreeMap<>(others.feeds);
        moreFeeds.putAll(feeds);
        SortedMap<String, CopyCoverage> moreCopies = new TreeMap<>(others.copies);
        moreCopies.putAll(copies);
        return new Coverage(moreFeeds, moreCopies);
    }

    /** This coverage without the feeds of another. */
    public Coverage without(Coverage others) {
        SortedMap<String, FeedCoverage> fewerFeeds = new TreeMap<>(feeds);
        fewerFeeds.keySet().removeAll(others.feeds.keySet());
        SortedMap<String, CopyCoverage> fewerCopies = new TreeMap<>(copies);
        fewerCopies.keySet().removeAll(others.copies.keySet());
        return new Coverage(fewerFeeds, fewerCopies);
    }

    /** Whether it has one of the feeds of another. */
    public boolean hasAnyOf(Coverage others) {
        return !Collections.disjoint(feeds.keySet(), others.feeds.keySet())
                || !Collections.disjoint(copies.keySet(), others.copies.keySet());
    }

    /** As a text, see {@link #parse}. */
    public String toText() {
        return CoverageCodec.encode(this);
    }

    /**
     * The coverage of a text.
     *
     * @throws io.pipit.core.error.PipitException when the text is damaged
     */
    public static Coverage parse(String text) {
        return CoverageCodec.decode(text);
    }

    /** This coverage with one copy changed. */
    public Coverage withCopy(String feed, CopyCoverage coverage) {
        Map<String, CopyCoverage> changed = new TreeMap<>(copies);
        changed.put(feed, coverage);
        return new Coverage(feeds, new TreeMap<>(changed));
    }
}
