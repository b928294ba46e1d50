package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.LogTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A reader of the fresh topic that keeps to the rules: a record advances a feed whose next offset lies in it and gives the rows from
 * there on; one that ends before is dropped; one that begins beyond is a gap.
 */
final class FreshModel {
    private final Map<String, Map<Integer, Long>> next = new HashMap<>();
    private final Map<String, List<String>> rows = new HashMap<>();
    private final List<CommitNotice> notices = new ArrayList<>();
    private final SpeedPlan plan;
    private final EngineSession session;

    FreshModel(SpeedPlan plan, EngineSession session) {
        this.plan = plan;
        this.session = session;
    }

    /** Begins a feed beyond what a table covers. */
    void start(String feed, int partition, long from) {
        next.computeIfAbsent(feed, f -> new HashMap<>()).put(partition, from);
    }

    /** Reads until each partition stands where the log ends. */
    void read(
            String bootstrapServers,
            LogTopic fresh,
            Map<Integer, Long> from,
            LogTopic log,
            String landing,
            Map<Integer, Long> ends) {
        Set<String> feeds =
                plan.targets(landing).stream().map(Target::feed).collect(Collectors.toCollection(HashSet::new));
        try (FreshReader reader = new FreshReader(bootstrapServers, Map.of(), fresh, from)) {
            Installation.await("the fresh topic reaches " + ends, () -> {
                for (FreshReader.Item item : reader.poll(Duration.ofMillis(100))) {
                    if (item.notice() != null) {
                        notices.add(item.notice());
                    } else if (item.record().partition().topicId().equals(log.topicId())) {
                        feeds.forEach(f -> take(f, landing, item.record()));
                    }
                }
                return feeds.stream().allMatch(f -> ends.keySet().stream().allMatch(p -> next(f, p) >= ends.get(p)));
            });
        }
    }

    private long next(String feed, int partition) {
        return next.getOrDefault(feed, Map.of()).getOrDefault(partition, 0L);
    }

    private void take(String feed, String landing, FreshRecord record) {
        int partition = record.partition().partition();
        long at = next(feed, partition);
        if (record.to() <= at) {
            return;
        }
        assertThat(record.from()).as("start of a record for %s", feed).isLessThanOrEqualTo(at);
        String key = plan.freshKey(feed);
        if (key != null && !record.rows().containsKey(key)) {
            return; // the record knows nothing of the view
        }
        byte[] ipc = key == null ? new byte[0] : record.rows().get(key);
        if (ipc.length > 0) {
            TableSpec spec = plan.table(plan.targets(landing).stream()
                    .filter(t -> t.feed().equals(feed))
                    .findFirst()
                    .orElseThrow()
                    .table());
            session.createFromRows("fresh rows", true, spec, List.of(SourceRows.derived(feed, ipc)));
            String columns = spec.columns().stream()
                    .map(c -> c.type().toString().startsWith("AggregateFunction")
                            ? EngineSession.quoted(c.name()) + "::bigint"
                            : EngineSession.quoted(c.name()))
                    .collect(Collectors.joining(", "));
            rows.computeIfAbsent(feed, f -> new ArrayList<>())
                    .addAll(Rows.texts(session, "(select * from \"fresh rows\" where _off >= " + at + ")", columns));
        }
        start(feed, partition, record.to());
    }

    List<String> rows(String feed) {
        return rows.getOrDefault(feed, List.of()).stream().sorted().toList();
    }

    List<CommitNotice> notices() {
        return notices;
    }
}
