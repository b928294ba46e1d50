package io.pipit.intake.guard;

import io.pipit.core.block.Block;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import io.pipit.intake.gather.BlockSink;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the intake and the log. While a repair has a claim on ids, blocks with such rows wait, but for those of the repair itself;
 * once their rows were put in, rows with these ids are left out of the blocks that come, until their time is over. Thread-safe.
 */
public final class IdGuard implements BlockSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdGuard.class);
    private static final long WAIT_SECONDS = 60;
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    /** Nothing of the block was left: no position has to be waited for. */
    private static final long BEFORE_ALL = -1;

    private final BlockSink next;
    private final Clock clock;
    private final BufferAllocator allocator = new RootAllocator();
    private final BlockIds blocks = new BlockIds(allocator);
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();
    private final GuardLease lease = new GuardLease();

    /** Before a log. */
    public IdGuard(BlockSink next, Clock clock) {
        this.next = next;
        this.clock = clock;
    }

    /** What is known of one data source. Guarded by itself. */
    private static final class Watched {
        private final String column;
        private final Map<String, Claim> claims = new HashMap<>();
        private final Map<Long, IdSet> putIn = new HashMap<>();
        private final IdSet.Digest digest = new IdSet.Digest();

        Watched(String column) {
            this.column = column;
        }
    }

    private record Claim(Set<String> ids, CompletableFuture<Void> settled) {}

    /** For how long claims are known, where others make them. */
    public GuardLease lease() {
        return lease;
    }

    /** Rows that were left out so far. */
    public long dropped() {
        return dropped.get();
    }

    /**
     * From now on blocks with these ids wait, but for those whose idempotency key starts with that of the claim. When it returns, those that
     * came before are in the log, or were not accepted.
     */
    public void claim(String dataSource, String column, String key, Collection<String> ids) {
        claiming(dataSource, column, key, ids)
                .completeOnTimeout(null, WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** The same; completes when those that came before are in the log, or were not accepted. */
    public CompletableFuture<Void> claiming(String dataSource, String column, String key, Collection<String> ids) {
        Watched here = watched.computeIfAbsent(dataSource, d -> new Watched(column));
        Claim former;
        synchronized (here) {
            former = here.claims.put(key, new Claim(new HashSet<>(ids), new CompletableFuture<>()));
        }
        if (former != null) {
            former.settled().complete(null); // who waited for it looks again
        }
        List<CompletableFuture<?>> before = new ArrayList<>(underWay);
        return CompletableFuture.allOf(before.toArray(CompletableFuture[]::new)).exceptionally(failure -> null);
    }

    /** Ends a claim: rows with the ids that were put in are left out until a time; blocks that waited go on. */
    public void settle(String dataSource, String column, String key, Collection<String> putIn, long untilMillis) {
        Watched here = watched.computeIfAbsent(dataSource, d -> new Watched(column));
        Claim claim;
        synchronized (here) {
            claim = here.claims.remove(key);
            keep(here, putIn, untilMillis);
        }
        if (claim != null) {
            claim.settled().complete(null);
        }
    }

    /** From now on these are all ids of a data source whose rows are left out, by the time until then. */
    public void reset(String dataSource, String column, Map<Long, List<String>> putIn) {
        Watched here = watched.computeIfAbsent(dataSource, d -> new Watched(column));
        synchronized (here) {
            here.putIn.clear();
            putIn.forEach((until, ids) -> keep(here, ids, until));
        }
    }

    private void keep(Watched here, Collection<String> ids, long untilMillis) {
        if (ids.isEmpty() || untilMillis <= clock.millis()) {
            return;
        }
        // Times are rounded up to hours, so that there are few sets.
        IdSet set = here.putIn.computeIfAbsent(untilMillis / HOUR_MILLIS + 1, hour -> new IdSet());
        ids.forEach(id -> {
            here.digest.of(id);
            set.add(here.digest);
        });
    }

    @Override
    public CompletableFuture<Written> write(LogTopic log, Block block) {
        CompletableFuture<Written> token = new CompletableFuture<>();
        underWay.add(token); // before claims are looked at: a claim waits for whoever does not see it
        token.whenComplete((written, failure) -> underWay.remove(token));
        try {
            lease.check(block.header().dataSource());
            Watched here = watched.get(block.header().dataSource());
            CompletableFuture<Written> written =
                    here == null || block.rows().length == 0 ? next.write(log, block) : write(log, block, here, token);
            written.whenComplete((w, failure) -> token.complete(null));
            return written;
        } catch (PipitException e) {
            token.complete(null);
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException | Error e) {
            token.complete(null);
            throw e;
        }
    }

    private CompletableFuture<Written> write(
            LogTopic log, Block block, Watched here, CompletableFuture<Written> token) {
        Block left;
        synchronized (here) {
            String key = block.header().idempotencyKey();
            for (Map.Entry<String, Claim> claim : here.claims.entrySet()) {
                boolean own = !key.isEmpty() && key.startsWith(claim.getKey());
                if (own) {
                    return next.write(log, block);
                }
                if (blocks.any(block, here.column, claim.getValue().ids()::contains)) {
                    token.complete(null); // it has not come before the claim
                    return claim.getValue().settled().thenCompose(settled -> write(log, block));
                }
            }
            here.putIn.keySet().removeIf(hour -> hour * HOUR_MILLIS < clock.millis());
            left = here.putIn.isEmpty() ? block : blocks.without(block, here.column, id -> putIn(here, id));
        }
        if (left == block) {
            return next.write(log, block);
        }
        int fewer = block.header().rowCount() - left.header().rowCount();
        dropped.addAndGet(fewer);
        LOG.info(
                "{} events of {} were sent again after their rows had been put in; they are left out",
                fewer,
                block.header().dataSource());
        // A block of a topic is written without rows, too: it says how far the topic is read.
        boolean nothing = left.header().rowCount() + left.header().quarantinedCount() == 0
                && left.header().sources().isEmpty();
        return nothing
                ? CompletableFuture.completedFuture(new Written(log.topicId(), 0, BEFORE_ALL))
                : next.write(log, left);
    }

    private static boolean putIn(Watched here, String id) {
        here.digest.of(id);
        return here.putIn.values().stream().anyMatch(set -> set.contains(here.digest));
    }

    @Override
    public void close() {
        allocator.close();
    }
}
