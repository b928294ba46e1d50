package io.pipit.jobs.fill;

import io.pipit.jobs.store.JobTable;
import io.pipit.jobs.store.JobsDatabase;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The table of fillings. Thread-safe. */
public final class FillStore {
    private final JobTable<FillRun> table;
    private volatile Consumer<FillRun> watcher = run -> {};

    /** In a database. */
    public FillStore(JobsDatabase database) {
        this.table = new JobTable<>(database, "pipit_fills", FillRun.class, "filling");
    }

    /** Tells of each filling that is saved from now on. */
    public void watch(Consumer<FillRun> observer) {
        watcher = watcher.andThen(observer);
    }

    /** Adds a new filling, or writes how far it is. */
    public void save(FillRun run) {
        if (!table.update(run)) {
            table.add(run);
        }
        watcher.accept(run);
    }

    /** Writes the end of a filling that goes on; whether it did. Else another process, which leads now, has ended it. */
    boolean end(FillRun ended) {
        boolean ours = table.change(FillRun.State.WORKING, ended);
        if (ours) {
            watcher.accept(ended);
        }
        return ours;
    }

    /** Whether a filling goes on, for all that is known of it. */
    public boolean goesOn(String id) {
        return find(id).filter(run -> !run.ended()).isPresent();
    }

    /** The filling of this id. */
    public Optional<FillRun> find(String id) {
        return table.find(id);
    }

    /** The newest, newest first. */
    public List<FillRun> newest(int limit) {
        return table.newest(limit);
    }

    /** Those that have not ended, oldest first. */
    public List<FillRun> open() {
        return table.open();
    }
}
