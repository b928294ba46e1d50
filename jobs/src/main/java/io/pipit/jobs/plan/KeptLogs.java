package io.pipit.jobs.plan;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.LogSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the logs of a project still hold. */
final class KeptLogs {
    private final Map<String, String> topicIds = new HashMap<>();
    private final Map<String, Map<Integer, Long>> earliest = new HashMap<>();

    /** Looks at the logs of landing data sources as they are now. */
    KeptLogs(LogSettings settings, Set<String> landing) {
        try (LogAdmin admin = new LogAdmin(settings.bootstrapServers(), settings.client())) {
            for (String source : landing) {
                admin.describe(settings.topics().log(source)).ifPresent(topic -> see(source, topic, admin));
            }
        }
    }

    /** Without any log. */
    KeptLogs() {}

    private void see(String source, LogTopic topic, LogAdmin admin) {
        see(source, topic.topicId(), admin.earliest(topic));
    }

    /** Takes the log of a data source to begin at these offsets, by partition. */
    void see(String source, String topicId, Map<Integer, Long> first) {
        topicIds.put(source, topicId);
        earliest.put(topicId, first);
    }

    /** Whether nothing of a log has been trimmed; true for one that does not exist yet. */
    boolean whole(String source) {
        String topicId = topicIds.get(source);
        return topicId == null || earliest.get(topicId).values().stream().allMatch(first -> first == 0);
    }

    /** Whether a feed of a source's log can go on where a coverage ends; null stands for none. */
    boolean goesOn(String source, FeedCoverage covered) {
        String topicId = topicIds.get(source);
        if (covered == null || topicId == null) {
            return whole(source);
        }
        boolean sameLog =
                covered.partitions().keySet().stream().allMatch(p -> p.topicId().equals(topicId));
        return sameLog
                && earliest.get(topicId).entrySet().stream()
                        .allMatch(first -> first.getValue() <= covered.next(new LogPartition(topicId, first.getKey())));
    }
}
