package io.pipit.speed.commit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says when the file sets of an epoch are complete. A subtask sends its sets in the order of the epochs; one whose barrier was
 * called off may skip an epoch, which its next set then shows.
 */
final class EpochGate {
    /** An epoch of which every subtask has sent its set, or will send none. */
    record Complete(long epoch, List<EpochFiles> sets) {}

    private final long[] reached;
    private final SortedMap<Long, List<EpochFiles>> waiting = new TreeMap<>();

    EpochGate(int subtasks) {
        reached = new long[subtasks];
        Arrays.fill(reached, -1);
    }

    /** The epochs that this set completes, in order. */
    List<Complete> add(EpochFiles set) {
        if (set.epoch() <= reached[set.subtask()]) {
            throw new IllegalStateException("Subtask " + set.subtask() + " sent epoch " + set.epoch() + " after "
                    + reached[set.subtask()] + ".");
        }
        reached[set.subtask()] = set.epoch();
        waiting.computeIfAbsent(set.epoch(), e -> new ArrayList<>()).add(set);
        long complete = Arrays.stream(reached).min().orElseThrow();
        SortedMap<Long, List<EpochFiles>> done = waiting.headMap(complete + 1);
        List<Complete> epochs = new ArrayList<>();
        done.forEach((epoch, sets) -> epochs.add(new Complete(epoch, List.copyOf(sets))));
        done.clear();
        return epochs;
    }
}
