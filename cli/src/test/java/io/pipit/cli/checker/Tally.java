package io.pipit.cli.checker;

import java.util.Arrays;
import java.util.BitSet;

/** What the tables must say of some events of one writer. */
final class Tally {
    private long count;
    private long sum;
    private final BitSet ids = new BitSet();
    private long newestVersion = -1;
    private long newestValue;
    private final long[] countByKey = new long[Event.KEYS];
    private final long[] sumByKey = new long[Event.KEYS];
    private final long[] versionByKey = new long[Event.KEYS];
    private final long[] newestByKey = new long[Event.KEYS];

    Tally() {
        Arrays.fill(versionByKey, -1);
    }

    void add(Event event) {
        int key = event.key();
        count++;
        sum += event.value();
        ids.set(event.id());
        countByKey[key]++;
        sumByKey[key] += event.value();
        if (event.version() > newestVersion) {
            newestVersion = event.version();
            newestValue = event.value();
        }
        if (event.version() > versionByKey[key]) {
            versionByKey[key] = event.version();
            newestByKey[key] = event.value();
        }
    }

    Tally copy() {
        Tally copy = new Tally();
        copy.count = count;
        copy.sum = sum;
        copy.ids.or(ids);
        copy.newestVersion = newestVersion;
        copy.newestValue = newestValue;
        System.arraycopy(countByKey, 0, copy.countByKey, 0, Event.KEYS);
        System.arraycopy(sumByKey, 0, copy.sumByKey, 0, Event.KEYS);
        System.arraycopy(versionByKey, 0, copy.versionByKey, 0, Event.KEYS);
        System.arraycopy(newestByKey, 0, copy.newestByKey, 0, Event.KEYS);
        return copy;
    }

    /** All events together. */
    Answer.Cells total() {
        return new Answer.Cells(count, sum, ids.cardinality(), newestValue);
    }

    /** Count and sum alone. */
    Answer.Cells countAndSum() {
        return new Answer.Cells(count, sum, 0, 0);
    }

    /** Count and sum of a key; null when it has no events. */
    Answer.Cells ofKey(int key) {
        return countByKey[key] == 0 ? null : new Answer.Cells(countByKey[key], sumByKey[key], 0, 0);
    }

    /** The newest value of a key as the one row that is left of it; null when it has no events. */
    Answer.Cells newestOfKey(int key) {
        return countByKey[key] == 0 ? null : new Answer.Cells(1, newestByKey[key], 0, 0);
    }

    /** How many keys have events, and the sum of their newest values. */
    Answer.Cells newest() {
        long keys = Arrays.stream(countByKey).filter(c -> c > 0).count();
        return new Answer.Cells(keys, Arrays.stream(newestByKey).sum(), 0, 0);
    }
}
