package io.pipit.intake.gather;

import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.block.json.EventReader;
import io.pipit.core.log.BlockWriter.Written;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One open block that small requests are added to, until its time is up or it is large enough. Its time is up so long after the last
 * block was written: a request that comes after a rest waits for nobody. Thread-safe: requests take turns.
 */
final class Lane {
    /** A block under construction, with the one promise that all its requests share. */
    private static final class Open {
        final BlockBuilder builder;
        final CompletableFuture<List<Written>> written = new CompletableFuture<>();
        boolean timed;

        Open(BlockBuilder builder) {
            this.builder = builder;
        }
    }

    private final BlockTarget target;
    private final long gatherNanos;
    private final int blockBytes;
    private final ScheduledExecutorService timer;
    private final MicrosClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Open open;
    private long closedNanos;

    Lane(BlockTarget target, int gatherMillis, int blockBytes, ScheduledExecutorService timer, MicrosClock clock) {
        this.target = target;
        this.gatherNanos = TimeUnit.MILLISECONDS.toNanos(gatherMillis);
        this.closedNanos = System.nanoTime() - gatherNanos;
        this.blockBytes = blockBytes;
        this.timer = timer;
        this.clock = clock;
    }

    /** Takes the turn if nobody has it; whoever gets it must add. */
    boolean tryTurn() {
        return lock.tryLock();
    }

    /** Waits for the turn. */
    void turn() {
        lock.lock();
    }

    /** Adds a request and gives the turn on. A request without any event leaves no trace. */
    Gathered add(byte[] body, int length, EventFormat format) {
        Open full = null;
        Gathered gathered;
        try (EventReader reader = new EventReader(body, length, format, clock.micros())) {
            Open mine = openBlock();
            BlockBuilder.Mark before = mine.builder.mark();
            try {
                reader.readInto(mine.builder, Long.MAX_VALUE);
            } catch (RuntimeException | Error e) {
                mine.builder.undo(before);
                throw e;
            }
            gathered = new Gathered(reader.fitting(), reader.quarantined(), mine.written);
            if (mine.builder.inputBytes() >= blockBytes || !mayWait(mine)) {
                full = mine;
                closed();
            }
        } finally {
            lock.unlock();
        }
        if (full != null) {
            write(full);
        }
        return gathered;
    }

    /** Writes what is open, if anything is. */
    void flush() {
        Open now;
        lock.lock();
        try {
            now = open;
            closed();
        } finally {
            lock.unlock();
        }
        if (now != null) {
            write(now);
        }
    }

    private Open openBlock() {
        if (open == null) {
            open = new Open(new BlockBuilder(target.table()));
        }
        return open;
    }

    /** Whether others may come before the block is due; it is written then in any case. */
    private boolean mayWait(Open block) {
        if (!block.timed) {
            long leftNanos = gatherNanos - (System.nanoTime() - closedNanos);
            if (leftNanos <= 0) {
                return false;
            }
            timer.schedule(() -> flush(block), leftNanos, TimeUnit.NANOSECONDS);
            block.timed = true;
        }
        return true;
    }

    private void closed() {
        open = null;
        closedNanos = System.nanoTime();
    }

    private void flush(Open due) {
        lock.lock();
        try {
            if (open != due) {
                return; // it was full before its time
            }
            closed();
        } finally {
            lock.unlock();
        }
        write(due);
    }

    private void write(Open block) {
        if (block.builder.rows() + block.builder.quarantined() == 0) {
            block.written.complete(List.of()); // its only request had no events
            return;
        }
        try {
            target.write(block.builder, clock.micros(), "", 0).whenComplete((written, failure) -> {
                if (failure == null) {
                    block.written.complete(List.of(written));
                } else {
                    block.written.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            block.written.completeExceptionally(e);
        }
    }
}
