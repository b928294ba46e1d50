package io.pipit.serving.state;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Holds the current read state; changes it in one step and wakes those that wait for a change. */
public final class StateCell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile ReadState state;

    /** Starts with a state. */
    public StateCell(ReadState state) {
        this.state = state;
    }

    /** The state now. */
    public ReadState current() {
        return state;
    }

    /** Replaces the state by what the change makes of it; changes run one after the other. */
    public void update(UnaryOperator<ReadState> change) {
        lock.lock();
        try {
            state = change.apply(state);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a state fulfils the condition.
     *
     * @return whether one did before the time-out; false also when the thread was interrupted, whose flag is kept
     */
    public boolean await(Predicate<ReadState> condition, long timeoutMillis) {
        if (condition.test(state)) {
            return true;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (!condition.test(state)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
