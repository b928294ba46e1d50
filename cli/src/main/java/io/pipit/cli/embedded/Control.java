package io.pipit.cli.embedded;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what only the leader runs: begun when this process leads, ended when it does no more. Changed by one thread. */
final class Control implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final long REST_NANOS = 3_000_000_000L;

    private final Supplier<EmbeddedStack> starter;
    private volatile Optional<EmbeddedStack> stack = Optional.empty();
    private volatile String failure = "";
    private Thread starting;
    private volatile long restUntilNanos = System.nanoTime();
    private volatile boolean wanted;

    Control(Supplier<EmbeddedStack> starter) {
        this.starter = starter;
    }

    /** To be called again and again. */
    void step(boolean leads) {
        wanted = leads;
        if (starting != null && !starting.isAlive()) {
            starting = null;
        }
        if (leads && stack.isEmpty() && starting == null && System.nanoTime() - restUntilNanos >= 0) {
            starting = new Thread(this::start, "pipit-lead");
            starting.setDaemon(true);
            starting.start();
        } else if (!leads && stack.isPresent()) {
            LOG.warn("This process leads no more");
            end();
        }
    }

    private void start() {
        try {
            LOG.info("This process leads");
            EmbeddedStack started = starter.get();
            stack = Optional.of(started);
            failure = "";
            if (!wanted) {
                end();
            }
        } catch (RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            restUntilNanos = System.nanoTime() + REST_NANOS;
            LOG.error("What the leader runs could not be started; it is tried again: {}", failure, e);
        }
    }

    private synchronized void end() {
        Optional<EmbeddedStack> ended = stack;
        stack = Optional.empty();
        ended.ifPresent(EmbeddedStack::close);
    }

    Optional<EmbeddedStack> stack() {
        return stack;
    }

    /** Why it does not run though this process leads; the empty text otherwise. */
    String obstacle() {
        if (!wanted || stack.isPresent()) {
            return "";
        }
        return failure.isEmpty() ? "The parts that lead are being started." : failure;
    }

    @Override
    public void close() {
        wanted = false;
        Thread running = starting;
        if (running != null) {
            try {
                running.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        end();
    }
}
