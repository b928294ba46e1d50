package io.pipit.core.log;

import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the sources that are copied into one partition of a log stand, as far as the log was read. A block of messages moves its
 * sources on, if each of its ranges follows the point where its source stands; otherwise every consumer drops it. Who writes may
 * therefore repeat, overlap, or write beside others: what counts is decided by the log alone. Not thread-safe.
 */
public final class SourceChains {
    /** Begins the numbers of chains within those of a window of keys; no hash of a key is expected to be it. */
    private static final long MARK = 0x9170_7369_706b_6166L;

    private static final int NUMBERS_EACH = 3;

    private final SortedMap<Long, SourcePoint> points = new TreeMap<>();

    /** Nothing was read yet. */
    public SourceChains() {}

    /** Which partition of a log the blocks of a source go to, the same in every process. */
    public static int partition(SourceRange source, int partitions) {
        return partition(source.group(), source.topic(), source.partition(), partitions);
    }

    /** The same for a source by its names. */
    public static int partition(String group, String topic, int sourcePartition, int partitions) {
        return Math.floorMod(chain(group, topic, 0) + sourcePartition, partitions);
    }

    /** Where a source stands; nothing when no block of it was read. */
    public Optional<SourcePoint> point(String group, String topic, int sourcePartition) {
        return Optional.ofNullable(points.get(chain(group, topic, sourcePartition)));
    }

    /** Where a source stands after a range. */
    public static SourcePoint end(SourceRange range) {
        return point(range.topicId(), range.to());
    }

    /** An offset of a topic as a point. */
    public static SourcePoint point(String topicId, long next) {
        return new SourcePoint(KeyHash.first64(topicId), next);
    }

    /**
     * Takes note of the next block.
     *
     * @return whether it counts. A source that nothing is known of, because what came before was trimmed, is taken as it comes
     */
    boolean admit(List<SourceRange> ranges) {
        for (SourceRange range : ranges) {
            SourcePoint held = points.get(chain(range));
            if (held != null && !held.equals(range.after())) {
                return false;
            }
        }
        ranges.forEach(range -> points.put(chain(range), end(range)));
        return true;
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    /** As numbers: {@link #MARK}, how many, then for each source its hash, the topic's and the next offset. */
    List<Long> toNumbers() {
        List<Long> numbers = new ArrayList<>();
        numbers.add(MARK);
        numbers.add((long) points.size());
        points.forEach((chain, point) -> numbers.addAll(List.of(chain, point.topic(), point.next())));
        return numbers;
    }

    /** Reads what {@link #toNumbers} gave, at the beginning of a list; how many of its numbers that were. */
    int restore(List<Long> numbers) {
        points.clear();
        if (numbers.isEmpty() || numbers.get(0) != MARK) {
            return 0;
        }
        int count = Math.toIntExact(numbers.get(1));
        for (int i = 0; i < count; i++) {
            int at = 2 + i * NUMBERS_EACH;
            points.put(numbers.get(at), new SourcePoint(numbers.get(at + 1), numbers.get(at + 2)));
        }
        return 2 + count * NUMBERS_EACH;
    }

    private static long chain(SourceRange range) {
        return chain(range.group(), range.topic(), range.partition());
    }

    private static long chain(String group, String topic, int partition) {
        return KeyHash.of("kafka\0" + group + '\0' + topic, partition);
    }
}
