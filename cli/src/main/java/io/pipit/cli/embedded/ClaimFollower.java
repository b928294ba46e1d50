package io.pipit.cli.embedded;

import io.pipit.intake.guard.IdGuard;
import io.pipit.jobs.reconcile.repair.ClaimStore;
import io.pipit.jobs.reconcile.repair.ClaimStore.Changes;
import io.pipit.jobs.reconcile.repair.ClaimStore.Claim;
import io.pipit.jobs.reconcile.repair.GuardRegister;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the guard of a process that takes events know what the one that leads claims for repairs:
 *
 * <pre>
 *   leader     claim in the database ─► waits until every process has said its version ─► looks, puts in, settles in the database
 *   follower   reads what changed ─► holds such events back, waits for those under way ─► says the version ─► ... ─► drops originals
 * </pre>
 *
 * A process that cannot say so takes no such events after {@link #VALIDITY}; after {@link #SILENCE} the leader does without its word.
 */
final class ClaimFollower implements AutoCloseable {
    /** How long claims that were read are all that there are. */
    static final Duration VALIDITY = Duration.ofSeconds(10);

    /** What a process wrote before its time was over is in the log then, or never will be: Kafka's client tries for 25 s. */
    static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Logger LOG = LoggerFactory.getLogger(ClaimFollower.class);
    private static final long STEP_MILLIS = 250;
    private static final long BUSY_MILLIS = 40;
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String process;
    private final ClaimStore claims;
    private final GuardRegister register;
    private final IdGuard guard;
    private final Set<String> settled = new HashSet<>();
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "pipit-claims");
    private volatile boolean closed;
    private long read = ClaimStore.BEFORE_ALL;
    private long said = ClaimStore.BEFORE_ALL;
    private long busyUntilNanos = System.nanoTime();
    private String trouble = "";

    /** Of a process by its id. Until it has read the claims once, the guard lets nothing pass that might be claimed. */
    ClaimFollower(String process, JobsDatabase database, IdGuard guard) {
        this.process = process;
        this.claims = new ClaimStore(database);
        this.register = new GuardRegister(database);
        this.guard = guard;
        guard.lease().limit();
    }

    /** Begins to follow. */
    ClaimFollower start() {
        // Told of before the first look: a claim that is made after it is waited for, one that is made before it is
        // seen.
        register.say(process, said);
        step();
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            try {
                boolean busy = System.nanoTime() - busyUntilNanos < 0 || !underWay.isEmpty();
                TimeUnit.MILLISECONDS.sleep(busy ? BUSY_MILLIS : STEP_MILLIS);
                step();
                trouble = "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!closed && !String.valueOf(e.getMessage()).equals(trouble)) {
                    LOG.warn("What is being put in is not known at the moment: {}", e.getMessage());
                }
                trouble = String.valueOf(e.getMessage());
            }
        }
    }

    /** Takes over what has changed, and says how far it is. */
    synchronized void step() {
        long knownAt = System.nanoTime();
        Changes changes = claims.since(read);
        Set<String> anew = new HashSet<>();
        changes.claims().forEach(claim -> take(claim, anew));
        anew.forEach(this::reset);
        if (!changes.claims().isEmpty()) {
            busyUntilNanos = knownAt + BUSY_NANOS;
        }
        read = changes.version();
        underWay.removeIf(CompletableFuture::isDone);
        if (underWay.isEmpty()) {
            said = read;
        }
        register.say(process, said);
        guard.lease().renew(knownAt, VALIDITY);
    }

    private void take(Claim claim, Set<String> anew) {
        if (!claim.settled()) {
            settled.remove(claim.key());
            underWay.add(guard.claiming(claim.dataSource(), claim.idColumn(), claim.key(), claim.ids()));
        } else {
            guard.settle(claim.dataSource(), claim.idColumn(), claim.key(), claim.ids(), claim.untilMillis());
            if (!settled.add(claim.key())) {
                anew.add(claim.dataSource()); // fewer of its rows are there than before
            }
        }
    }

    private void reset(String dataSource) {
        Map<Long, List<String>> left = new TreeMap<>();
        String column = "";
        for (Claim claim : claims.of(dataSource)) {
            if (claim.settled()) {
                left.computeIfAbsent(claim.untilMillis(), until -> new ArrayList<>())
                        .addAll(claim.ids());
                column = claim.idColumn();
            }
        }
        guard.reset(dataSource, column, left);
    }

    /** To be called when nothing is taken any more and all that was taken is in the log. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
            register.forget(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.info("Who puts rows in was not told that this process ends: {}", e.getMessage());
        }
    }
}
