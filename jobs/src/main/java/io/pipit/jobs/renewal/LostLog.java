package io.pipit.jobs.renewal;

import io.pipit.core.log.LogTopic;
import io.pipit.jobs.copy.FedTables.Fed;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log that is not what tables rely on.
 *
 * @param landing the data source
 * @param why what is wrong with it, as a part of a sentence
 * @param topic what has its name now
 * @param ids the topic ids that tables speak of
 * @param held by partition: the offset below which some table accounts for every block
 * @param keys by partition: the window of the table that is furthest
 * @param blocks how many blocks the topic holds
 * @param behind what other tables have and these lack
 */
public record LostLog(
        String landing,
        String why,
        Optional<LogTopic> topic,
        Set<String> ids,
        SortedMap<Integer, Long> held,
        Map<Integer, List<Long>> keys,
        long blocks,
        List<Behind> behind) {
    /** A table that lacks blocks which others have. */
    public record Behind(Fed fed, long blocks) {}

    /** Copies the collections. */
    public LostLog {
        ids = Set.copyOf(ids);
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
        keys = Map.copyOf(keys);
        behind = List.copyOf(behind);
    }

    /** Whether the topic is the one that tables speak of, with less in it. */
    boolean same() {
        return topic.isPresent() && ids.equals(Set.of(topic.get().topicId()));
    }

    /** Whether the topic is another one, and holds something. */
    public boolean asks() {
        return topic.isPresent() && !same() && blocks > 0;
    }
}
