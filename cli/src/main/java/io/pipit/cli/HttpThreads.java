package io.pipit.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of HTTP clients that wait for answers of the system. A Java process that ends waits up to 0.3 s for any thread that is in a
 * call of the system, and such a client, which cannot be closed, always has one: most of what a short command would take.
 */
final class HttpThreads {
    private static final String NAME = "HttpClient-.*-SelectorManager";
    private static final long PATIENCE_MILLIS = 50;

    private HttpThreads() {}

    /** Ends them, as far as they let themselves be ended: requests that wait fail. */
    static void end() {
        Thread[] all = new Thread[2 * Thread.activeCount() + 8];
        List<Thread> waiting = Arrays.stream(all, 0, Thread.enumerate(all))
                .filter(thread -> thread.getName().matches(NAME))
                .toList();
        waiting.forEach(Thread::interrupt);
        try {
            for (Thread thread : waiting) {
                TimeUnit.MILLISECONDS.timedJoin(thread, PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
