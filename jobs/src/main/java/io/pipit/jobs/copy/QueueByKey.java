package io.pipit.jobs.copy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks of one key one after another, in the order given, and tasks of different keys beside each other. Thread-safe. */
final class QueueByKey {
    private static final Logger LOG = LoggerFactory.getLogger(QueueByKey.class);

    private final Executor executor;
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

    QueueByKey(Executor executor) {
        this.executor = executor;
    }

    /** Runs the task when those of its key that were given before have ended. Tasks handle their own failures. */
    void add(String key, Runnable task) {
        synchronized (waiting) {
            Queue<Runnable> queue = waiting.get(key);
            if (queue != null) {
                queue.add(task);
                return;
            }
            waiting.put(key, new ArrayDeque<>());
        }
        executor.execute(() -> runAll(key, task));
    }

    private void runAll(String key, Runnable task) {
        try {
            task.run();
        } finally {
            next(key);
        }
    }

    private void next(String key) {
        Runnable following;
        synchronized (waiting) {
            following = waiting.get(key).poll();
            if (following == null) {
                waiting.remove(key);
                return;
            }
        }
        try {
            executor.execute(() -> runAll(key, following));
        } catch (RejectedExecutionException e) {
            LOG.info("What waits for '{}' is left to the next start", key);
        }
    }
}
