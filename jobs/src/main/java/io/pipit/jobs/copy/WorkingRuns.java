package io.pipit.jobs.copy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
     * Ends a run: interrupts the thread that works on it. Asked for twice, it is ended once.
     *
     * @param now what it is, looked up when no thread can come to it or leave it; throws when it has ended
     * @param waiting makes of it what it is when no thread works on it; none begins before this returns
     */
    CopyRun end(String id, Supplier<CopyRun> now, UnaryOperator<CopyRun> waiting) {
        synchronized (threads) {
            CopyRun run = now.get();
            Thread thread = threads.get(id);
            if (run.state() == CopyRun.State.CANCELLING) {
                return run;
            }
            unwanted.add(id);
            if (thread == null) {
                return waiting.apply(run);
            }
            thread.interrupt();
            return run.cancelling();
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
