package io.pipit.speed.replica;

import io.pipit.core.block.Feed;
import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.RecentKeys;
import io.pipit.core.log.StoredBlock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Follows the log of a landing data source that is joined. */
final class LandingTail implements Tail {
    private static final Duration POLL = Duration.ofMillis(200);

    private final LogAdmin admin;
    private final LogTopic log;
    private final ReplicaTable table;
    private final String feed;
    private final BlockReader reader;
    private final RecentKeys keys = new RecentKeys();

    LandingTail(LogAdmin admin, LogTopic log, ReplicaTable table, BlockReader reader) {
        this.admin = admin;
        this.log = log;
        this.table = table;
        this.reader = reader;
        feed = Feed.log(table.name());
        FeedCoverage coverage = table.coverage(feed);
        coverage.recentKeys().forEach(keys::restore);
        Map<Integer, Long> from = new HashMap<>();
        log.logPartitions().forEach(p -> from.put(p.partition(), coverage.next(p)));
        reader.assign(log, from);
    }

    @Override
    public void catchUp() {
        Map<Integer, Long> end = admin.latest(log);
        while (!reader.reached(log, end)) {
            reader.poll(POLL).forEach(this::take);
        }
    }

    private void take(StoredBlock stored) {
        boolean first = keys.admit(stored.partition().partition(), stored.header());
        IpcStream rows = first ? stored.rows() : IpcStream.NONE;
        table.add(
                feed,
                stored.partition(),
                stored.offset() + 1,
                SourceRows.raw(
                        feed,
                        stored.partition().partition(),
                        stored.offset(),
                        stored.header().acceptedAtMicros(),
                        rows));
    }

    @Override
    public void close() {
        reader.close();
    }
}
