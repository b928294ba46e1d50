package io.pipit.jobs.reconcile.compare;

import java.io.Serializable;

/**
 * Rows of some time, all of them or a share by the hash of their ids.
 *
 * @param fromMicros first microsecond since 1970, in UTC
 * @param toMicros the microsecond after the last
 * @param share which of the shares, from 0
 * @param shares into how many the ids are divided; a power of 16
 */
public record Range(long fromMicros, long toMicros, int share, int shares) implements Serializable {
    /** All rows of some time. */
    public Range(long fromMicros, long toMicros) {
        this(fromMicros, toMicros, 0, 1);
    }

    /** How long it is. */
    public long micros() {
        return toMicros - fromMicros;
    }

    /** A part of its time. */
    public Range part(long from, long to) {
        return new Range(Math.max(fromMicros, from), Math.min(toMicros, to), share, shares);
    }

    /** The same as exact as times are kept: what lies before the start or after the end by less than that belongs to it too. */
    public Range aligned(long precisionMicros) {
        return new Range(
                Math.floorDiv(fromMicros, precisionMicros) * precisionMicros,
                -Math.floorDiv(-toMicros, precisionMicros) * precisionMicros,
                share,
                shares);
    }
}
