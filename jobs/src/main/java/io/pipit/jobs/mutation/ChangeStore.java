package io.pipit.jobs.mutation;

import io.pipit.jobs.store.JobTable;
import io.pipit.jobs.store.JobsDatabase;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The table of changes of rows. A change is in it before anybody is told that it was accepted. Thread-safe. */
public final class ChangeStore {
    private final JobTable<RowChange> table;
    private volatile Consumer<RowChange> watcher = change -> {};

    /** In a database. */
    public ChangeStore(JobsDatabase database) {
        this.table = new JobTable<>(database, "pipit_changes", RowChange.class, "change");
    }

    /** Tells of each change that is saved from now on. */
    public void watch(Consumer<RowChange> observer) {
        watcher = watcher.andThen(observer);
    }

    /** Adds a new change, or writes how far it is. */
    public void save(RowChange change) {
        if (!table.update(change)) {
            table.add(change);
        }
        watcher.accept(change);
    }

    /** The change of this id. */
    public Optional<RowChange> find(String id) {
        return table.find(id);
    }

    /** The newest changes, newest first. */
    public List<RowChange> newest(int limit) {
        return table.newest(limit);
    }

    /** Changes that have not ended, oldest first. */
    public List<RowChange> open() {
        return table.open();
    }
}
