package io.pipit.core.lake;

import java.time.Duration;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Changes of what a table keeps beside its rows. Each may be tried again without harm, and is while others commit. Thread-safe. */
final class TableMetadata {
    private static final int ATTEMPTS = 20;

    private final String name;
    private final Table table;
    private final Object lock;

    /** Of a handle that is used under a lock only. */
    TableMetadata(String name, Table table, Object lock) {
        this.name = name;
        this.table = table;
        this.lock = lock;
    }

    /** Sets a property; {@code doing} is for messages. */
    void property(String doing, String key, String value) {
        change(
                doing + " " + name,
                () -> table.updateProperties().set(key, value).commit());
    }

    /** See {@link LakeTable#tag}. */
    void tag(String tag, long snapshotId) {
        change("tagging a snapshot of " + name, () -> {
            SnapshotRef existing = table.refs().get(tag);
            if (existing == null) {
                table.manageSnapshots().createTag(tag, snapshotId).commit();
            } else if (existing.snapshotId() != snapshotId) {
                table.manageSnapshots().replaceTag(tag, snapshotId).commit();
            }
        });
    }

    /** See {@link LakeTable#tag(String, long, Duration)}. */
    void tag(String tag, long snapshotId, Duration longest) {
        change("tagging a snapshot of " + name, () -> {
            // What counts is the age of the snapshot, which may be old already.
            Snapshot snapshot = table.snapshot(snapshotId);
            long age = snapshot == null ? 0 : Math.max(0, System.currentTimeMillis() - snapshot.timestampMillis());
            ManageSnapshots tags = table.manageSnapshots();
            tags = table.refs().containsKey(tag) ? tags.replaceTag(tag, snapshotId) : tags.createTag(tag, snapshotId);
            tags.setMaxRefAgeMs(tag, age + longest.toMillis()).commit();
        });
    }

    /** See {@link LakeTable#untag}. */
    void untag(String tag) {
        change("removing a tag of " + name, () -> {
            if (table.refs().containsKey(tag)) {
                table.manageSnapshots().removeTag(tag).commit();
            }
        });
    }

    /** See {@link LakeTable#expire}. */
    void expire(long olderThanMillis, int keepLast) {
        change(
                "expiring snapshots of " + name,
                () -> table.expireSnapshots()
                        .expireOlderThan(olderThanMillis)
                        .retainLast(keepLast)
                        .commit());
    }

    private void change(String what, Runnable action) {
        synchronized (lock) {
            CatalogErrors.asking(what, () -> {
                for (int attempt = 1; ; attempt++) {
                    try {
                        table.refresh();
                        action.run();
                        return null;
                    } catch (CommitFailedException e) {
                        // Rows are committed all the time: somebody was faster.
                        if (attempt == ATTEMPTS) {
                            throw e;
                        }
                    }
                }
            });
        }
    }
}
