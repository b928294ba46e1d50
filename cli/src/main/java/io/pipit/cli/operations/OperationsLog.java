package io.pipit.cli.operations;

import io.pipit.core.block.json.EventFormat;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.system.SystemTables;
import io.pipit.intake.ContentCoding;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.EventsRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes down what happens, and sends it once a second the way of all events. It never stands in anybody's way: what does not fit into
 * memory meanwhile is forgotten. Thread-safe.
 */
public final class OperationsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperationsLog.class);
    private static final int MOST_WAITING = 20_000;
    private static final long PERIOD_MILLIS = 1_000;

    private final EventsIntake intake;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<Runnable> sources = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "pipit-operations");
        thread.setDaemon(true);
        return thread;
    });

    /** Sends to this intake, which has to know the data source. */
    public OperationsLog(EventsIntake intake) {
        this.intake = intake;
    }

    /** Begins to send. */
    public void start() {
        timer.scheduleWithFixedDelay(this::send, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes something down. */
    void add(Happening happening) {
        if (!waiting.offer(happening.line())) {
            LOG.debug("Forgotten, for want of room: {}", happening.line());
        }
    }

    /** Asks each time before it sends whether there is more to take down. */
    synchronized void each(Runnable source) {
        sources.add(source);
    }

    /** Does something every so often, beginning after a while. */
    void every(long firstMillis, long periodMillis, Runnable work) {
        timer.scheduleWithFixedDelay(() -> quietly(work), firstMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private synchronized void send() {
        quietly(() -> sources.forEach(Runnable::run));
        List<String> lines = new ArrayList<>();
        waiting.drainTo(lines);
        if (lines.isEmpty()) {
            return;
        }
        byte[] body = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        try {
            intake.accept(new EventsRequest(
                            SystemTables.OPERATIONS,
                            EventFormat.NDJSON,
                            ContentCoding.IDENTITY,
                            new ByteArrayInputStream(body),
                            body.length,
                            ""))
                    .join();
        } catch (PipitException | CompletionException e) {
            LOG.debug("What happened could not be sent", e);
            lines.forEach(waiting::offer);
        }
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.debug("What happens could not be looked at", e);
        }
    }

    /** Sends what waits. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        send();
    }
}
