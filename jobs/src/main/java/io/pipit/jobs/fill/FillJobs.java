package io.pipit.jobs.fill;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.plan.FillWatch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Remembers each table that is filled as a job of its own. One filling goes on at a time. Thread-safe. */
public final class FillJobs implements FillWatch {
    private static final int REMEMBERED = 100;

    private final FillStore store;
    private final Clock clock;
    private volatile String reason = "start";
    private volatile Optional<FillRun> asked = Optional.empty();

    /** In a store. */
    public FillJobs(FillStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Where they are remembered. */
    public FillStore store() {
        return store;
    }

    /** The newest, newest first. */
    public List<FillRun> newest() {
        return store.newest(REMEMBERED);
    }

    /** The process before this one left some: they have ended with it. */
    public void resume() {
        PipitException gone = new PipitException(
                ErrorCode.NOT_READY,
                "The process ended before this was done. 'pipit materialization populate' says whether the view has its rows.");
        store.open().forEach(run -> store.end(run.failed(gone, clock.millis())));
    }

    /** What wants the fillings from here on. */
    public void because(String what) {
        reason = what;
    }

    /** A filling of one table was asked for; what is filled for it meanwhile counts for it. */
    public FillRun asked(String pipe, String table) {
        FillRun run = FillRun.begun(FillRun.Kind.VIEW, FillRun.POPULATE, pipe, table, clock.millis());
        store.save(run);
        asked = Optional.of(run);
        reason = FillRun.POPULATE;
        return run;
    }

    /** The filling that was asked for is done. */
    public FillRun done(String note) {
        FillRun run = asked.orElseThrow();
        return end(run.done(note, clock.millis()));
    }

    /** The filling that was asked for was cancelled. */
    public FillRun cancelled() {
        return end(asked.orElseThrow().cancelled(clock.millis()));
    }

    /** The filling that was asked for failed. */
    public FillRun failed(RuntimeException why) {
        return end(asked.orElseThrow().failed(why, clock.millis()));
    }

    @Override
    public Filling begins(SortedMap<String, String> pipes) {
        Map<String, FillRun> begun = new TreeMap<>();
        Optional<String> own = asked.map(FillRun::table);
        pipes.forEach((table, pipe) -> {
            if (!own.equals(Optional.of(table))) {
                FillRun.Kind kind = pipe.isEmpty() ? FillRun.Kind.LAYOUT : FillRun.Kind.VIEW;
                begun.put(table, FillRun.begun(kind, reason, pipe, table, clock.millis()));
            }
        });
        begun.values().forEach(store::save);
        return new Begun(begun);
    }

    /** Another process has taken over, or will: what becomes of the filling that was asked for is its to say. */
    public void leave() {
        asked = Optional.empty();
    }

    /** As it is remembered: where another process has ended it, it is what that one says. */
    private FillRun end(FillRun run) {
        asked = Optional.empty();
        return store.end(run) ? run : store.find(run.id()).orElse(run);
    }

    private final class Begun implements Filling {
        private final Map<String, FillRun> runs;

        Begun(Map<String, FillRun> runs) {
            this.runs = runs;
        }

        @Override
        public void filled(Map<String, Long> rows) {
            asked = asked.map(run -> run.wrote(rows.getOrDefault(run.table(), 0L)));
            runs.forEach((table, run) ->
                    store.end(run.wrote(rows.getOrDefault(table, 0L)).done("", clock.millis())));
        }

        @Override
        public void stopped() {
            runs.values().forEach(run -> store.end(run.cancelled(clock.millis())));
        }

        @Override
        public void failed(RuntimeException why) {
            runs.values().forEach(run -> store.end(run.failed(why, clock.millis())));
        }
    }
}
