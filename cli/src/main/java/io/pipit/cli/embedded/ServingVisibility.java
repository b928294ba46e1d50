package io.pipit.cli.embedded;

import io.pipit.core.block.PositionVector;
import io.pipit.intake.Visibility;
import io.pipit.serving.ServingLayer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets the intake wait for the serving layer of the same process: {@code wait=true} returns once queries show the rows. */
final class ServingVisibility implements Visibility, AutoCloseable {
    private final ServingLayer serving;
    private final Duration patience;
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService waiting = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "pipit-visible-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    ServingVisibility(ServingLayer serving, long patienceMillis) {
        this.serving = serving;
        this.patience = Duration.ofMillis(patienceMillis);
    }

    @Override
    public CompletableFuture<Void> whenVisible(PositionVector position) {
        CompletableFuture<Void> visible = new CompletableFuture<>();
        waiting.execute(() -> {
            if (serving.awaitVisible(position, patience)) {
                visible.complete(null);
            } else {
                visible.completeExceptionally(new TimeoutException("Not shown after " + patience));
            }
        });
        return visible;
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
