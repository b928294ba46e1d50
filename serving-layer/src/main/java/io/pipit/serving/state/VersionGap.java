package io.pipit.serving.state;

import io.pipit.core.error.Counted;
import io.pipit.core.log.LogTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a version has not yet read of what another one shows: were it asked instead, answers would go back.
 *
 * @param topology of the version that is to answer
 * @param mine what can be read in it
 * @param shownTopology of the version that answers
 * @param theirs what can be read in that one
 */
public record VersionGap(Topology topology, ReadState mine, Topology shownTopology, ReadState theirs) {

    /** What is missing, in words: feeds, with the number of blocks that are missing, and tables with older snapshots. Sorted. */
    public List<String> texts() {
        List<String> behind = new ArrayList<>();
        topology.logOfFeed().forEach((feed, log) -> {
            if (!mine.failures().containsKey(feed)) {
                Offsets wanted = shown(feed, log);
                Offsets reached = mine.progress().get(feed);
                if (!reached.reaches(wanted)) {
                    behind.add("'" + feed + "' has " + Counted.of(reached.behind(wanted), "block") + " to go");
                }
            }
        });
        olderTables().forEach(table -> behind.add("'" + table + "' is read at an older commit"));
        behind.sort(null);
        return behind;
    }

    /** Tables of which the other version shows a later commit: rows that were deleted or replaced would be back. Sorted. */
    List<String> olderTables() {
        return mine.tables().values().stream()
                .filter(view -> topology.feeds(view.spec().name()).stream().noneMatch(mine.failures()::containsKey))
                .filter(view -> {
                    TableView shown = theirs.tables().get(view.spec().name());
                    return shown != null && view.snapshot().isBefore(shown.snapshot());
                })
                .map(view -> view.spec().name())
                .sorted()
                .toList();
    }

    /** What somebody may have seen of a feed. A query may begin to read a feed that is new here, so it counts as all of its log. */
    private Offsets shown(String feed, LogTopic log) {
        if (log.equals(shownTopology.logOfFeed().get(feed))) {
            return theirs.progress().get(feed);
        }
        return theirs.progress().entrySet().stream()
                .filter(e -> log.equals(shownTopology.logOfFeed().get(e.getKey())))
                .map(Map.Entry::getValue)
                .reduce(Offsets.zero(log.partitions()), Offsets::max);
    }
}
