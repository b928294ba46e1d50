package io.pipit.jobs.copy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Which threads work on which runs, and which runs somebody wants to end. A thread is interrupted for its own run only: who interrupts
 * holds the lock under which threads come and go. Thread-safe.
 */
final class WorkingRuns {
    private final Map<String, Thread> threads = new HashMap<>();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /** This thread works on the run from here on. When somebody wants to end it already, it is what {@code told} says. */
    CopyRun begin(CopyRun run, Supplier<CopyRun> told) {
        synchronized (threads) {
            threads.put(run.id(), Thread.currentThread());
            return unwanted.contains(run.id()) ? told.get() : run;
        }
    }

    /**
     * Ends a run: interrupts the thread that works on it.
     *
     * @param working what it is then
     * @param waiting what it is when no thread works on it; none begins before this returns
     */
    CopyRun end(String id, Supplier<CopyRun> working, Supplier<CopyRun> waiting) {
        synchronized (threads) {
            unwanted.add(id);
            Thread thread = threads.get(id);
            if (thread == null) {
                return waiting.get();
            }
            thread.interrupt();
            return working.get();
        }
    }

    /** Whether somebody wants to end it. */
    boolean unwanted(String id) {
        return unwanted.contains(id);
    }

    /** This thread goes on with the run, and is interrupted no more for it: what follows has to be done. */
    void undisturbed(String id) {
        synchronized (threads) {
            threads.remove(id);
        }
        if (!closing) {
            Thread.interrupted();
        }
    }

    /** This thread works on the run no more; an interrupt that came for it is not one for the next. */
    void leave(String id) {
        synchronized (threads) {
            threads.remove(id);
            if (unwanted.remove(id) && !closing) {
                Thread.interrupted();
            }
        }
    }

    /** From here on interrupts mean that the process ends. */
    void close() {
        closing = true;
    }

    /** Whether the process ends. */
    boolean closing() {
        return closing;
    }
}
