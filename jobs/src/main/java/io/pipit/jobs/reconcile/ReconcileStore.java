package io.pipit.jobs.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobTable;
import io.pipit.jobs.store.JobsDatabase;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs and the ids that they found. A run is here before anybody is told that it was accepted. Thread-safe. */
public final class ReconcileStore {
    private final JobTable<ReconcileRun> table;
    private final ObjectMapper json = new ObjectMapper();
    private volatile Consumer<ReconcileRun> watcher = run -> {};

    /** In a database. */
    public ReconcileStore(JobsDatabase database) {
        this.table = new JobTable<>(database, "pipit_reconciles", ReconcileRun.class, "run");
    }

    /** Tells of each run that is saved from now on. */
    public void watch(Consumer<ReconcileRun> observer) {
        watcher = observer;
    }

    /** Adds a new run, or writes how far it is. */
    public void save(ReconcileRun run) {
        if (!table.update(run)) {
            table.add(run, "name", run.request().name());
        }
        watcher.accept(run);
    }

    /** The run of this id. */
    public Optional<ReconcileRun> find(String id) {
        return table.find(id);
    }

    /** The newest runs, newest first. */
    public List<ReconcileRun> newest(int limit) {
        return table.newest(limit);
    }

    /** Runs that have not ended, oldest first. */
    public List<ReconcileRun> open() {
        return table.open();
    }

    /** Adds a list of ids of a kind under the next number. */
    public void addIds(String run, String kind, List<String> ids) {
        table.update(
                "INSERT INTO pipit_reconcile_ids (run_id, kind, number, ids) VALUES (?, ?, (SELECT"
                        + " coalesce(max(number), -1) + 1 FROM pipit_reconcile_ids WHERE run_id = ? AND kind = ?), ?)",
                run,
                kind,
                run,
                kind,
                text(ids));
    }

    /** How many lists of a kind there are. */
    public int lists(String run, String kind) {
        return table.first(
                        "SELECT CAST(count(*) AS VARCHAR) FROM pipit_reconcile_ids WHERE run_id=? AND kind=?",
                        run,
                        kind)
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** A list of ids; empty when there is none of that number. */
    public List<String> ids(String run, String kind, int number) {
        return table.first(
                        "SELECT ids FROM pipit_reconcile_ids WHERE run_id=? AND kind=? AND number=" + number, run, kind)
                .map(this::list)
                .orElse(List.of());
    }

    private List<String> list(String text) {
        try {
            return List.of(json.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new PipitException(ErrorCode.INTERNAL, "The table pipit_reconcile_ids holds what is no list.", e);
        }
    }

    private String text(List<String> ids) {
        try {
            return json.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
