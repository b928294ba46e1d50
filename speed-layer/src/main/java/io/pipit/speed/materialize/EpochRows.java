package io.pipit.speed.materialize;

import io.pipit.core.block.engine.SourceRows;
import io.pipit.speed.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows that wait for the end of their epoch, as the Arrow bytes in which they came or were published. */
final class EpochRows {
    private final SortedMap<Target, List<SourceRows>> rows = new TreeMap<>();
    private long bytes;

    void add(Target target, SourceRows more) {
        if (!more.ipc().isEmpty()) {
            rows.computeIfAbsent(target, t -> new ArrayList<>()).add(more);
            bytes += more.ipc().length();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Takes out the rows of the largest targets, until what is left has at most so many bytes. */
    EpochRows takeLargest(long leftBytes) {
        EpochRows taken = new EpochRows();
        while (bytes > leftBytes) {
            Target largest = rows.keySet().stream()
                    .max(Comparator.comparingLong(this::bytesOf))
                    .orElseThrow();
            bytes -= bytesOf(largest);
            rows.remove(largest).forEach(r -> taken.add(largest, r));
        }
        return taken;
    }

    private long bytesOf(Target target) {
        return rows.get(target).stream().mapToLong(r -> r.ipc().length()).sum();
    }

    SortedMap<Target, List<SourceRows>> byTarget() {
        return rows;
    }
}
