package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.serving.ServingLayer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A serving layer for a process that answers no queries, begun when something of it wants to read rows as queries show them. It keeps
 * fresh rows in memory, and so is not there before.
 */
final class OwnReading implements Supplier<ServingLayer>, AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STEP_MILLIS = 20;

    private final Supplier<ServingLayer> opened;
    private final Supplier<Plan> plan;
    private Optional<ServingLayer> layer = Optional.empty();

    OwnReading(Supplier<ServingLayer> opened, Supplier<Plan> plan) {
        this.opened = opened;
        this.plan = plan;
    }

    /**
     * One that shows what was there when it was asked for.
     *
     * @throws PipitException {@code NOT_READY} when that takes too long
     */
    @Override
    public synchronized ServingLayer get() {
        if (layer.isEmpty()) {
            ServingLayer begun = opened.get();
            layer = Optional.of(begun);
            begun.start(plan.get());
        }
        ServingLayer serving = layer.get();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!serving.readiness().ready()) {
            if (System.nanoTime() > deadline || !slept()) {
                throw new PipitException(
                        ErrorCode.NOT_READY,
                        "Rows cannot be read yet: "
                                + String.join("; ", serving.readiness().reasons()));
            }
        }
        return serving;
    }

    /** Goes on with a plan, where it has begun; the former one is read until it can. */
    synchronized void apply(Plan next) {
        try {
            layer.ifPresent(serving -> serving.apply(next, Duration.ZERO, missing -> {}));
        } catch (PipitException e) {
            if (e.code() != ErrorCode.NOT_READY) {
                throw e;
            }
        }
    }

    private static boolean slept() {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void close() {
        layer.ifPresent(ServingLayer::close);
        layer = Optional.empty();
    }
}
