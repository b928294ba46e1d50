package io.pipit.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where something stops until a test lets it go on. */
public final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Stops here. */
    public void pass() {
        reached.countDown();
        try {
            if (!open.await(120, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at a gate", e);
        }
    }

    /** Returns when somebody has come to it. */
    public void awaitReached() throws InterruptedException {
        assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();
    }

    /** From now on everybody passes. */
    public void open() {
        open.countDown();
    }
}
