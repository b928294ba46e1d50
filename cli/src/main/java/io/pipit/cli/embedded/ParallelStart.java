package io.pipit.cli.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Starts parts beside each other; a part that is up when another fails is closed with the rest. */
final class ParallelStart {
    private final Closer closer;
    private final List<CompletableFuture<?>> started = new ArrayList<>();

    ParallelStart(Closer closer) {
        this.closer = closer;
    }

    /** A part that is closed later. */
    <T extends AutoCloseable> CompletableFuture<T> run(String name, Progress progress, Supplier<T> part) {
        CompletableFuture<T> future = new CompletableFuture<>();
        task(future, () -> future.complete(closer.add(part.get())), name, progress);
        return future;
    }

    /** Something to do. */
    void task(String name, Progress progress, Runnable action) {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        task(
                future,
                () -> {
                    action.run();
                    future.complete(true);
                },
                name,
                progress);
    }

    /** Returns when everything is done; throws the first failure as it is. */
    void await() {
        try {
            CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    private void task(CompletableFuture<?> future, Runnable action, String name, Progress progress) {
        started.add(future);
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                        progress.done(name);
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                },
                "pipit-start-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
