package io.pipit.serving.fresh;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bound of the fresh rows: an alert at 80 %, and at 100 % followers wait. Thread-safe. */
public final class MemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

    private static final long WAIT_MILLIS = 200;

    private volatile long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long usedBytes;
    private volatile boolean alert;

    /** With a limit. */
    public MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Another limit from now on. */
    public void limit(long bytes) {
        limitBytes = bytes;
        measured(usedBytes);
    }

    /** Takes note of what the fresh rows take now. */
    public void measured(long bytes) {
        lock.lock();
        try {
            usedBytes = bytes;
            boolean near = bytes >= limitBytes / 10 * 8;
            if (near && !alert) {
                LOG.warn(
                        "Fresh rows take {} of {} bytes. At the limit reading stops and positions stand still; check that the"
                                + " speed layer commits, or raise the limit.",
                        bytes,
                        limitBytes);
            }
            alert = near;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits while there is no room, but not for long.
     *
     * @return whether there is room
     */
    public boolean awaitRoom() throws InterruptedException {
        if (!full()) {
            return true;
        }
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
            while (full() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !full();
        } finally {
            lock.unlock();
        }
    }

    /** What the fresh rows take. */
    public long usedBytes() {
        return usedBytes;
    }

    /** The bound. */
    public long limitBytes() {
        return limitBytes;
    }

    /** Whether 80 % are taken. */
    public boolean alert() {
        return alert;
    }

    /** Whether followers wait. */
    public boolean full() {
        return usedBytes >= limitBytes;
    }
}
