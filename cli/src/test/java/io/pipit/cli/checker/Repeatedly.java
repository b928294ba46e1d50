package io.pipit.cli.checker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** What a thread of the checker does again and again, until it is told to stop or anything was wrong; the first that was is kept. */
final class Repeatedly {
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;

    Repeatedly(AtomicBoolean stop, AtomicReference<AssertionError> wrong) {
        this.stop = stop;
        this.wrong = wrong;
    }

    /** One of the things. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    private boolean going() {
        return !stop.get() && wrong.get() == null;
    }

    /** Also until nothing more is wanted. */
    void run(BooleanSupplier wanted, Step step) {
        try {
            while (going() && wanted.getAsBoolean()) {
                step.run();
            }
        } catch (AssertionError e) {
            wrong.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            wrong.compareAndSet(null, new AssertionError("The checker itself failed", e));
        }
    }
}
