package io.pipit.jobs.reconcile.compare;

/**
 * What a range holds, as little as tells it from another.
 *
 * @param rows how many
 * @param hash the sum of the rows' hashes, in decimal
 */
public record RangeSum(long rows, String hash) {
    /** Of no rows. */
    public static final RangeSum NONE = new RangeSum(0, "0");
}
