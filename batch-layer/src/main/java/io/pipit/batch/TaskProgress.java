package io.pipit.batch;

import io.pipit.core.block.engine.EngineSession;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How far a task is, as a percentage that never falls: its stages have shares, within one the engine says how far its statement is. */
public final class TaskProgress implements AutoCloseable {
    private static final long EVERY_MILLIS = 500;
    private static final int WHOLE = 100;

    private final EngineSession session;
    private final LongConsumer told;
    private final ScheduledExecutorService looks;
    private int from;
    private int to;
    private long highest;

    /** Tells of progress from now on; {@code told} is called by another thread. */
    public TaskProgress(EngineSession session, LongConsumer told) {
        this.session = session;
        this.told = told;
        session.execute("SET enable_progress_bar = true");
        session.execute("SET enable_progress_bar_print = false");
        looks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pipit-progress");
            thread.setDaemon(true);
            return thread;
        });
        looks.scheduleAtFixedRate(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One that nobody watches. */
    public TaskProgress() {
        session = null;
        told = percent -> {};
        looks = null;
    }

    /** A stage begins: the statements to come go from one percentage to another. */
    public synchronized void stage(int begins, int ends) {
        from = begins;
        to = ends;
        tell(begins);
    }

    /** The same for one of several steps that take about as long. */
    public void step(int number, int of) {
        stage(WHOLE * number / of, WHOLE * (number + 1) / of);
    }

    private synchronized void look() {
        double percent = session.progress();
        if (percent >= 0) {
            tell(from + Math.round((to - from) * Math.min(percent, WHOLE) / WHOLE));
        }
    }

    private void tell(long percent) {
        if (percent > highest) {
            highest = percent;
            told.accept(percent);
        }
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.shutdownNow();
        }
    }
}
