package io.pipit.intake.kafka;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.RecentKeys;
import io.pipit.core.log.SourceChains;
import io.pipit.core.log.StoredBlock;
import io.pipit.intake.gather.BlockSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log of a data source as its feeder follows it: where the sources stand, and which of the feeder's blocks count. What was written by
 * somebody else in between is read; where nobody wrote, nothing is. For one thread.
 */
final class ChainLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long SETTLE_SECONDS = 45;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What became of blocks that were written. */
    enum Outcome {
        /** All that is known of counts. */
        GOOD,
        /** One does not count, or may not be there: read the log again. */
        BROKEN
    }

    /** Is told of ranges that count. */
    interface Counted {
        void counts(SourceRange range);
    }

    private record Sent(BlockHeader header, CompletableFuture<Written> written) {}

    private final LogTopic log;
    private final BlockSink sink;
    private final LogAdmin admin;
    private final BlockReader reader;
    private final RecentKeys keys;
    private final long[] next;
    private final long[] gapSince;
    private final List<Deque<Sent>> sent = new ArrayList<>();

    /**
     * Begins where the data source's table ends.
     *
     * @param coverage what the table holds of the log, if it is there
     */
    ChainLog(LogTopic log, Optional<FeedCoverage> coverage, BlockSink sink, OwnLog own) {
        this.log = log;
        this.sink = sink;
        this.admin = own.admin();
        this.reader = own.reader();
        this.keys = new RecentKeys();
        this.next = new long[log.partitions()];
        this.gapSince = new long[log.partitions()];
        Map<Integer, Long> earliest = admin.earliest(log);
        log.logPartitions().forEach(p -> {
            sent.add(new ArrayDeque<>());
            long first = earliest.getOrDefault(p.partition(), 0L);
            long covered = coverage.map(c -> c.next(p)).orElse(0L);
            next[p.partition()] = Math.max(first, covered);
            coverage.filter(c -> covered >= first)
                    .map(c -> c.recentKeys().get(p.partition()))
                    .ifPresent(numbers -> keys.restore(p.partition(), numbers));
        });
    }

    /** Where a source stands, as far as the log was read. */
    Optional<SourcePoint> point(String group, String topic, int partition) {
        return keys.sources(partition(group, topic, partition)).point(group, topic, partition);
    }

    /** Which partition of the log a source goes to. */
    int partition(String group, String topic, int partition) {
        return SourceChains.partition(group, topic, partition, log.partitions());
    }

    /** Writes a block; whether it counts is seen by {@link #confirm}. */
    CompletableFuture<Written> write(Block block) {
        int partition = SourceChains.partition(block.header().sources().get(0), log.partitions());
        CompletableFuture<Written> written = sink.write(log, block);
        sent.get(partition).add(new Sent(block.header(), written));
        return written;
    }

    /** How many blocks are written of which it is not known yet whether they count. */
    int open() {
        return sent.stream().mapToInt(Deque::size).sum();
    }

    /** Looks at what was acknowledged, without waiting for more. */
    Outcome confirm(Counted counted) {
        for (int p = 0; p < next.length; p++) {
            if (confirm(p, counted) == Outcome.BROKEN) {
                return Outcome.BROKEN;
            }
        }
        return Outcome.GOOD;
    }

    private Outcome confirm(int partition, Counted counted) {
        Deque<Sent> queue = sent.get(partition);
        while (!queue.isEmpty() && queue.peek().written().isDone()) {
            Sent first = queue.peek();
            if (first.written().isCompletedExceptionally()) {
                return Outcome.BROKEN;
            }
            long offset = first.written().join().offset();
            if (offset > next[partition] && !gapIsOld(partition)) {
                return Outcome.GOOD;
            }
            readTo(partition, offset);
            if (offset < next[partition] || !keys.admit(partition, first.header())) {
                return Outcome.BROKEN;
            }
            next[partition] = offset + 1;
            queue.remove();
            first.header().sources().forEach(counted::counts);
        }
        return Outcome.GOOD;
    }

    /** Somebody else's blocks are read a few at a time, not each for itself. */
    private boolean gapIsOld(int partition) {
        long now = System.nanoTime();
        if (gapSince[partition] == 0) {
            gapSince[partition] = now;
        }
        if (now - gapSince[partition] < GAP_NANOS) {
            return false;
        }
        gapSince[partition] = 0;
        return true;
    }

    /** Waits for what is under way, whatever becomes of it, and reads the log to its end. */
    void catchUp() {
        settle();
        Map<Integer, Long> end = admin.latest(log);
        end.forEach(this::readTo);
    }

    /** Waits until no block is under way, and forgets them; the first failure, if any. */
    Optional<Throwable> settle() {
        Throwable failure = null;
        for (Deque<Sent> queue : sent) {
            for (Sent block : queue) {
                try {
                    block.written().get(SETTLE_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException | CompletionException | TimeoutException e) {
                    failure = failure == null ? e : failure;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failure = e;
                }
            }
            queue.clear();
        }
        return Optional.ofNullable(failure);
    }

    /** Why a block was not written; nothing where all were, or may still be. */
    Optional<Throwable> failure() {
        return sent.stream()
                .flatMap(Deque::stream)
                .map(Sent::written)
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(written -> written.handle((done, e) -> e).join())
                .findFirst();
    }

    private void readTo(int partition, long end) {
        if (next[partition] >= end) {
            return;
        }
        reader.assign(log, Map.of(partition, next[partition]));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (next[partition] < end) {
            for (StoredBlock block : reader.poll(POLL)) {
                if (block.offset() < end) {
                    keys.admit(partition, block.header());
                    next[partition] = block.offset() + 1;
                    deadline = System.nanoTime() + PATIENCE_NANOS;
                }
            }
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new PipitException(
                        ErrorCode.LOG_UNAVAILABLE,
                        "The log " + log.name() + " does not give its blocks from offset " + next[partition]
                                + " of partition " + partition + " on; it is tried again.");
            }
        }
        reader.unassign(log, java.util.Set.of(partition));
    }

    @Override
    public void close() {
        try {
            reader.close();
        } finally {
            admin.close();
        }
    }

    /** Connections to the log. */
    record OwnLog(LogAdmin admin, BlockReader reader) {}
}
