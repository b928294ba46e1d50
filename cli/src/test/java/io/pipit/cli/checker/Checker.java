package io.pipit.cli.checker;

import io.pipit.cli.checker.Versions.Version;
import io.pipit.core.block.PositionVector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** All writers and readers on one process, or on those of an installation. What goes wrong first is told by {@link #failIfWrong}. */
public final class Checker implements AutoCloseable {
    private static final long CURRENT_NANOS = TimeUnit.SECONDS.toNanos(300);
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final long FAR_BLOCKS = 300;
    /** A copy waits for what was acknowledged before it: so much of that does not keep it long. */
    private static final long NEAR_BLOCKS = 30;

    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final List<List<Table>> TABLES = List.of(
            List.of(Table.RAW, Table.PULSES),
            List.of(Table.MINUTES),
            List.of(Table.LATEST, Table.SUMS),
            List.of(Table.ROWS, Table.STRICT),
            List.of(Table.FRESH, Table.RAW),
            List.of(Table.FRESH, Table.FRESH_LATEST),
            List.of(Table.WRITERS, Table.PULSE_SUMS));

    private final Target pipit;
    private final Ledger ledger = new Ledger();
    private final Asking asking;
    private final AtomicBoolean stopWriters = new AtomicBoolean();
    private final AtomicBoolean stopReaders = new AtomicBoolean();
    private final AtomicReference<AssertionError> wrong = new AtomicReference<>();
    private final Map<WriterKind, Writer> writers = new EnumMap<>(WriterKind.class);
    private final List<Reader> readers = new ArrayList<>();
    private final List<Thread> writing = new ArrayList<>();
    private final List<Thread> reading = new ArrayList<>();
    private volatile long mostBehind = FAR_BLOCKS;
    private volatile boolean calm;
    private volatile boolean copying;
    private final Copier copier;
    private final Deleter deleter;
    private final Deleter cascading;
    private Optional<Deployer> deployer = Optional.empty();
    private Optional<CronWatch> cron = Optional.empty();

    /**
     * Nothing runs before {@link #start}.
     *
     * @param allowedErrors codes that queries may fail with besides those that pass by themselves
     */
    public Checker(PipitProcess pipit, long seed, Set<String> allowedErrors) {
        this(pipit, List.of(pipit), pipit, seed, allowedErrors);
    }

    /**
     * The same over several processes.
     *
     * @param intake takes events
     * @param serving each answers queries, of a position that goes on for itself
     * @param control takes copies and deletions, and answers queries; its life ends with that of any process that has to do with them
     */
    public Checker(
            Target intake, List<? extends Target> serving, Target control, long seed, Set<String> allowedErrors) {
        this.pipit = control;
        this.asking = new Asking(control, allowedErrors);
        for (WriterKind kind : WriterKind.values()) {
            writers.put(kind, new Writer(intake, ledger, kind, seed, this::farBehind, stopWriters, wrong));
        }
        for (int i = 0; i < serving.size(); i++) {
            Target each = serving.get(i);
            readers.add(reader(each, allowedErrors, List.of(Table.LIVE), seed + 10 * i));
            readers.add(reader(each, allowedErrors, TABLES, seed + 1 + 10 * i));
        }
        copier = new Copier(control, asking, ledger, this::calm, stopReaders, wrong);
        deleter = new Deleter(Deleter.Subject.ROWS, control, asking, new Random(seed + 2), stopReaders, wrong);
        cascading = new Deleter(Deleter.Subject.VIEW, control, asking, new Random(seed + 3), stopReaders, wrong);
    }

    /**
     * Deploys versions, and watches which of them is answered with, and what is done by schedule; before {@link #start}.
     *
     * @param first the version that is live
     * @param count how often
     * @param hosts what deployments are asked of
     */
    void deploys(
            Versions versions,
            Version first,
            int count,
            List<? extends Target> hosts,
            List<? extends Target> serving,
            Set<String> allowedErrors,
            long seed) {
        Sightings sightings = new Sightings();
        for (int i = 0; i < serving.size(); i++) {
            Target each = serving.get(i);
            Asking own = new Asking(each, allowedErrors);
            Reader reader = reader(each, allowedErrors, List.of(), seed + i);
            reader.asks(
                    List.of(Table.STAMPED),
                    () -> own.endpoint(Versions.ENDPOINT).map(answer -> sightings.noted(each, answer)));
            readers.add(reader);
        }
        deployer = Optional.of(new Deployer(
                versions, first, count, hosts, serving, asking, sightings, new Random(seed + 20), stopReaders, wrong));
        cron = Optional.of(new CronWatch(asking, ledger, stopReaders, wrong));
    }

    /** Whether a version is being deployed. */
    boolean deploying() {
        return deployer.map(Deployer::deploying).orElse(false);
    }

    /**
     * Waits until all deployments are done, with nobody dying any more, and all firings up to now. These are copies, one after the other, so
     * meanwhile less is asked for: else it would take as long as the machine is slow.
     */
    void awaitDeployed() {
        Deployer deploying = deployer.orElseThrow();
        mostBehind = NEAR_BLOCKS;
        await("Deployments are not done", deploying::finished, () -> deploying.done() + deploying.undone());
        calm = true;
        cron.orElseThrow().awaitNow();
        calm = false;
    }

    private boolean calm() {
        return calm;
    }

    private boolean askedLess() {
        return calm || copying;
    }

    /** Waits until one more copy has been judged, with nobody dying any more; meanwhile less is asked for. */
    void awaitCopied() {
        long before = copier.judged();
        mostBehind = NEAR_BLOCKS;
        copying = true;
        await("No copy could be judged", () -> copier.judged() > before, copier::ended);
        copying = false;
    }

    /** As long as something goes on. */
    private void await(String what, BooleanSupplier done, LongSupplier progress) {
        long known = progress.getAsLong();
        long deadline = System.nanoTime() + STANDSTILL_NANOS;
        while (!failed() && !done.getAsBoolean()) {
            if (progress.getAsLong() != known) {
                known = progress.getAsLong();
                deadline = System.nanoTime() + STANDSTILL_NANOS;
            }
            if (System.nanoTime() > deadline) {
                wrong.compareAndSet(null, new AssertionError(what + "; last error: " + asking.lastError()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private Reader reader(Target each, Set<String> allowedErrors, List<List<Table>> queries, long seed) {
        Asking own = each == pipit ? asking : new Asking(each, allowedErrors);
        return new Reader(each, own, ledger, queries, new Random(seed), this::askedLess, stopReaders, wrong);
    }

    /** Begins to write and to read. */
    public void start() {
        writers.forEach((kind, writer) -> writing.add(thread("writer-" + kind, writer)));
        readers.forEach(r -> reading.add(thread("reader", r)));
        deployer.ifPresent(d -> reading.add(thread("deployer", d)));
        cron.ifPresent(c -> reading.add(thread("cron", c)));
        reading.add(thread("copier", copier));
        reading.add(thread("deleter", deleter));
        reading.add(thread("cascading deleter", cascading));
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** To be called when the process has been started anew and is ready: what its last life had accepted is visible now. */
    public void reborn() throws InterruptedException {
        long deadline = System.nanoTime() + CURRENT_NANOS;
        int life = pipit.life();
        while (System.nanoTime() < deadline && wrong.get() == null) {
            Optional<Answer> answer = asking.sql(Table.query(List.of(Table.RAW, Table.PULSES)), PositionVector.START);
            if (answer.isPresent()) {
                ledger.reborn(life, answer.get().position());
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Waits until all tables show everything that has been acknowledged by now, in one answer that was judged. */
    public void awaitCurrent() throws InterruptedException {
        awaitCurrent(ledger.acknowledged());
    }

    private void awaitCurrent(PositionVector acknowledged) throws InterruptedException {
        long deadline = System.nanoTime() + CURRENT_NANOS;
        while (!readers.get(0).newest().reaches(acknowledged)) {
            if (wrong.get() != null) {
                return;
            }
            if (System.nanoTime() > deadline) {
                wrong.compareAndSet(
                        null,
                        new AssertionError("Lost or late: acknowledged up to " + acknowledged.toText()
                                + ", but all tables together show "
                                + readers.get(0).newest().toText() + "; last error: " + asking.lastError()));
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Whether all tables showed, in an answer that was judged, everything that has been acknowledged by now. */
    public boolean current() {
        return readers.get(0).newest().reaches(ledger.acknowledged());
    }

    /** Lets a writer send a request that takes the process down each time when its views run. */
    public void sendDeadly() {
        writers.get(WriterKind.POISON).sendDeadly();
    }

    /** Ends the writers, and judges one more answer that shows everything. */
    public void finish() throws InterruptedException {
        stopWriters.set(true);
        for (Thread writer : writing) {
            writer.join(JOIN_MILLIS);
            if (writer.isAlive()) {
                wrong.compareAndSet(null, new AssertionError("The process does not answer " + writer.getName()));
            }
        }
        awaitCurrent(ledger.acknowledged());
    }

    /** Whether answers lag so far that more events would only test how fast the machine is. */
    private boolean farBehind() {
        PositionVector shown = readers.get(0).newest();
        long blocks = ledger.acknowledged().next().entrySet().stream()
                .mapToLong(e -> Math.max(0, e.getValue() - shown.next().getOrDefault(e.getKey(), 0L)))
                .sum();
        return blocks > mostBehind;
    }

    /** Whether anything was wrong. */
    public boolean failed() {
        return wrong.get() != null;
    }

    /** Throws what was wrong first, with what the process printed. */
    public void failIfWrong(String howToRepeat) {
        AssertionError error = wrong.get();
        if (error != null) {
            throw new AssertionError(
                    error.getMessage() + "\nTo repeat it: " + howToRepeat + "\n" + pipit.output(), error);
        }
    }

    /** How much was done. */
    public String summary() {
        return ledger.acknowledgedEvents() + " events in " + ledger.size() + " requests; judged right: "
                + (readers.stream().mapToLong(Reader::judged).sum() + deleter.judged() + cascading.judged())
                + " answers, " + copier.judged()
                + " copies, " + (deleter.deletions() + cascading.deletions()) + " deletions; " + asking.stale()
                + " answers were stale"
                + deployer.map(d -> "; " + d.done() + " versions went live, " + d.undone() + " did not")
                        .orElse("")
                + cron.map(c -> "; " + c.firings() + " firings, " + c.right() + " compared")
                        .orElse("");
    }

    /** Has rows deleted that a view has to follow. */
    public void cascade() {
        cascading.request();
    }

    /** Whether these deletions have ended. */
    public boolean cascaded() {
        return cascading.idle();
    }

    /** How many answers were judged. */
    public long judged() {
        return readers.stream().mapToLong(Reader::judged).sum();
    }

    @Override
    public void close() throws InterruptedException {
        stopWriters.set(true);
        writers.values().forEach(Writer::abandon);
        stopReaders.set(true);
        for (Thread thread : reading) {
            thread.join(JOIN_MILLIS);
        }
    }
}
