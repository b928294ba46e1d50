package io.pipit.serving.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The feeds of a log that have come as far as the adopted snapshots: all of them can be read at one position. The others
 * (views that are being filled from the start of the log, and failed ones) can be read by themselves only.
 */
final class LiveFeeds {
    private LiveFeeds() {}

    static List<String> of(ReadState state, Topology topology, String topicId) {
        Offsets adopted = adopted(state, topology, topicId);
        List<String> live = new ArrayList<>();
        for (Map.Entry<String, Offsets> e : state.progress().entrySet()) {
            if (topology.logOfFeed().get(e.getKey()).topicId().equals(topicId)
                    && !state.failures().containsKey(e.getKey())
                    && e.getValue().reaches(adopted)) {
                live.add(e.getKey());
            }
        }
        return live;
    }

    private static Offsets adopted(ReadState state, Topology topology, String topicId) {
        Offsets adopted = Offsets.zero(0);
        for (TableView table : state.tables().values()) {
            for (Map.Entry<String, Offsets> e : table.coverage().entrySet()) {
                if (topology.logOfFeed().get(e.getKey()).topicId().equals(topicId)) {
                    adopted = e.getValue().max(adopted);
                }
            }
        }
        return adopted;
    }
}
