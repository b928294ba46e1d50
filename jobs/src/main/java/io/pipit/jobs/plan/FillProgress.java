package io.pipit.jobs.plan;

/**
 * How far a filling is.
 *
 * @param run names it
 * @param rows that it reads
 * @param percent of them that are done, about
 */
public record FillProgress(String run, long rows, int percent) {
    private static final int WHOLE = 100;

    /** How many rows are done, about. */
    public long done() {
        return Math.round((double) rows * percent / WHOLE);
    }
}
