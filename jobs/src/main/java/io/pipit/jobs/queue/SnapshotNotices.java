package io.pipit.jobs.queue;

import io.pipit.core.lake.Lake;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.LogSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the fresh topic that a batch job has changed tables: to the serving layers of other processes, and to the speed job, whose views
 * join tables of which it holds the rows. Then waits for the readers in this process.
 *
 * @param here readers in this process
 */
public record SnapshotNotices(LogSettings logs, Lake lake, TableReaders here) implements TableReaders {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotNotices.class);
    private static final String WRITER = "batch";
    private static final long NO_EPOCH = -1;

    /** For readers in other processes alone. */
    public SnapshotNotices(LogSettings logs, Lake lake) {
        this(logs, lake, NONE);
    }

    /** A notice that cannot be sent is no failure: serving layers find the snapshot at their next look at the catalog, too. */
    @Override
    public void catchUp(Collection<String> tables) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            LogTopic fresh = admin.ensure(logs.topics().fresh(), logs.partitions());
            try (FreshWriter writer = new FreshWriter(logs.bootstrapServers(), logs.client(), fresh)) {
                writer.write(new CommitNotice(WRITER, NO_EPOCH, snapshots(tables)))
                        .join();
            }
        } catch (RuntimeException e) {
            LOG.warn("Readers could not be told that {} changed: {}", String.join(", ", tables), e.getMessage());
        }
        here.catchUp(tables);
    }

    private Map<String, Long> snapshots(Collection<String> tables) {
        Map<String, Long> snapshots = new HashMap<>();
        tables.forEach(table -> lake.find(table)
                .ifPresent(held -> snapshots.put(table, held.refresh().snapshotId())));
        return snapshots;
    }
}
