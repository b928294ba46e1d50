package io.pipit.serving.fresh;

/** One partition of one feed's root log, as it appears in {@code _feed} and {@code _part}. */
public record FeedPartition(String feed, int partition) {}
