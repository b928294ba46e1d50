package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.Answer.Cells;
import io.pipit.cli.checker.Answer.Place;
import io.pipit.core.block.PositionVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Rebuilds a snapshot by a copy from time to time: when the copy says that it is done, the snapshot must show exactly what lies
 * below the edge that it names, and until then what it showed before.
 */
final class Copier implements Runnable {
    private static final long SHOWN_NANOS = TimeUnit.SECONDS.toNanos(300);

    private final Target pipit;
    private final Asking asking;
    private final Ledger ledger;
    private final BooleanSupplier rests;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final String query = Table.query(List.of(Table.SNAPSHOT));
    /** What the last snapshot that was right says of requests of unknown fate: of too many at once nothing can be said. */
    private Cursor judge;

    private Map<Place, Cells> shown;
    private int runs;

    Copier(
            Target pipit,
            Asking asking,
            Ledger ledger,
            BooleanSupplier rests,
            AtomicBoolean stop,
            AtomicReference<AssertionError> wrong) {
        this.pipit = pipit;
        this.asking = asking;
        this.ledger = ledger;
        this.judge = new Cursor(ledger, List.of(Table.SNAPSHOT));
        this.rests = rests;
        this.stop = stop;
        this.wrong = wrong;
    }

    /** How many runs have ended, well or not. */
    long ended() {
        return ended.get();
    }

    /** How many snapshots were judged, all of them right. */
    long judged() {
        return judged.get();
    }

    @Override
    public void run() {
        new Repeatedly(stop, wrong).run(() -> true, () -> {
            while (going() && rests.getAsBoolean()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            run(TimeUnit.SECONDS.toNanos(6));
        });
    }

    private boolean going() {
        return !stop.get() && wrong.get() == null;
    }

    private void run(long restNanos) throws InterruptedException {
        // What these write is judged whenever it is read.
        asking.json(
                "POST", "/v0/pipes/" + (runs++ % 2 == 0 ? "ticks_fresh_copy" : "ticks_fresh_latest_copy") + "/copy");
        Optional<JsonNode> started = asking.json("POST", "/v0/pipes/ticks_snapshot_copy/copy");
        Optional<JsonNode> done =
                started.isPresent() ? end(started.get().get("id").asText()) : Optional.empty();
        if (done.isPresent() && done.get().get("status").asText().equals("done")) {
            judge(PositionVector.parse(done.get().path("edge").asText()));
        } else {
            forget();
        }
        LockSupport.parkNanos(restNanos);
    }

    /**
     * The run when it has ended; nothing when the checker ends before. What was accepted happens, whoever dies meanwhile: were another run
     * asked for after each death, all of them would be done one after the other, and it is long until one could be judged.
     */
    private Optional<JsonNode> end(String id) throws InterruptedException {
        while (going()) {
            Optional<JsonNode> job = asking.json("GET", "/v0/jobs/" + id);
            String status = job.map(j -> j.get("status").asText()).orElse("");
            if (Set.of("done", "error").contains(status)) {
                ended.incrementAndGet();
                return job;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return Optional.empty();
    }

    /**
     * Waits until the snapshot shows what the edge says, and fails when it shows something else than that and what it showed before. Time
     * counts only while answers come: what may not be answered now (a lost log, a process that starts anew) says nothing about the copy.
     */
    private void judge(PositionVector edge) throws InterruptedException {
        long deadline = System.nanoTime() + SHOWN_NANOS;
        int life = pipit.life();
        while (going()) {
            int known = ledger.size();
            Set<Request> open = ledger.inFlight();
            Optional<Answer> answer = asking.sql(query, PositionVector.START);
            if (pipit.life() != life) {
                break; // the run was done, so its snapshot is there; the next copy is judged
            }
            if (answer.isEmpty()) {
                deadline = System.nanoTime() + SHOWN_NANOS;
            } else {
                awaitEnd(open);
                Map<Place, Cells> rows = answer.get().rows();
                Optional<AssertionError> difference = difference(edge, answer.get(), known);
                if (difference.isEmpty()) {
                    shown = rows;
                    judged.incrementAndGet();
                    return;
                }
                if (shown != null && !rows.equals(shown)) {
                    throw new AssertionError("A copy's snapshot is neither the new nor the old one", difference.get());
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("A copy is done and not shown; edge " + edge.toText(), difference.get());
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        shown = null;
    }

    private void awaitEnd(Set<Request> requests) {
        while (going() && !requests.stream().allMatch(Request::ended)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Why the rows are not the ones of the edge, if they are not. */
    private Optional<AssertionError> difference(PositionVector edge, Answer answer, int known)
            throws InterruptedException {
        try {
            Answer atEdge = new Answer(edge, answer.rows(), answer.text());
            Cursor next = judge.copy();
            next.judge(atEdge, known, runs);
            judge = next;
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }

    /** A run that failed changes nothing; one that nobody answered for may have happened or happen still. */
    private void forget() {
        shown = null;
    }
}
