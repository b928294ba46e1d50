package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.cli.checker.Request.Trait;
import io.pipit.core.block.PositionVector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends one request after the other and notes in the ledger what became of each; rests while answers lag far behind. */
final class Writer implements Runnable {
    /** Codes of answers which promise that nothing was stored. */
    private static final Set<String> NOTHING_STORED =
            Set.of("DISK_FULL", "INTAKE_FULL", "NOT_READY", "LOG_UNAVAILABLE");

    /** How many times faster than by default; with 10 it is about 10,000 events a second, where the machine follows. */
    private static final int PACE = Integer.getInteger("chaos.pace", 1);

    private static final int MOST_DOUBLINGS = 6;

    private enum Outcome {
        ACKNOWLEDGED,
        REFUSED,
        UNKNOWN,
        /** The log is not what it was: a repeat is of no use, and nobody knows what became of it. */
        LOST
    }

    private record Sent(Outcome outcome, PositionVector position) {}

    private final Target pipit;
    private final Ledger ledger;
    private final WriterKind kind;
    private final Random random;
    private final BooleanSupplier rests;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final AtomicBoolean deadlyNext = new AtomicBoolean();
    private final AtomicBoolean abandoned = new AtomicBoolean();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Event> old = new ArrayList<>();
    private int sequence;
    private int number;
    private int unknown;

    Writer(
            Target pipit,
            Ledger ledger,
            WriterKind kind,
            long seed,
            BooleanSupplier rests,
            AtomicBoolean stop,
            AtomicReference<AssertionError> wrong) {
        this.pipit = pipit;
        this.ledger = ledger;
        this.kind = kind;
        this.random = new Random(seed * 31 + kind.ordinal());
        this.rests = rests;
        this.stop = stop;
        this.wrong = wrong;
    }

    /** What has no answer yet is not repeated any more. */
    void abandon() {
        abandoned.set(true);
    }

    /** The next request is one that takes the process down; only for a writer with keys. */
    void sendDeadly() {
        deadlyNext.set(true);
    }

    @Override
    public void run() {
        try {
            while (!stop.get() && wrong.get() == null) {
                while (!deadlyNext.get() && rests.getAsBoolean() && !stop.get() && wrong.get() == null) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                next();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(kind.pauseMillis())) / PACE);
            }
        } catch (AssertionError e) {
            wrong.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next() throws InterruptedException {
        Trait trait = trait();
        Request request = ledger.sending(kind.ordinal(), trait, events(trait));
        if (kind.keyed()) {
            String key = (trait == Trait.DEADLY ? "deadly-" : "") + kind + "-" + number++;
            until(request, key);
            if (trait != Trait.DEADLY && random.nextInt(8) == 0) {
                send(request, key); // what was acknowledged is sent once more: nothing may change
            }
            return;
        }
        Sent sent = send(request, "");
        switch (sent.outcome()) {
            case ACKNOWLEDGED -> {
                ledger.acknowledged(request, sent.position());
                unknown = 0;
            }
            case REFUSED -> {
                ledger.refused(request);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            case UNKNOWN, LOST -> {
                ledger.unknown(request);
                restAfterUnknown();
            }
        }
    }

    /** Longer each time: of more than some dozens of unknown fate nobody finds out which of them an answer counts. */
    private void restAfterUnknown() {
        unknown = Math.min(unknown + 1, MOST_DOUBLINGS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50L << unknown);
        while (System.nanoTime() < end && !stop.get() && wrong.get() == null) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void until(Request request, String key) throws InterruptedException {
        while (wrong.get() == null && !abandoned.get()) {
            Sent sent = send(request, key);
            if (sent.outcome() == Outcome.ACKNOWLEDGED) {
                ledger.acknowledged(request, sent.position());
                return;
            }
            if (sent.outcome() == Outcome.LOST) {
                break;
            }
            if (sent.outcome() == Outcome.UNKNOWN) {
                request.triedInVain();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        ledger.unknown(request);
    }

    private Trait trait() {
        if (deadlyNext.getAndSet(false)) {
            return Trait.DEADLY;
        }
        return kind == WriterKind.POISON && random.nextInt(4) == 0 ? Trait.POISON : Trait.PLAIN;
    }

    private List<Event> events(Trait trait) {
        int count = kind.fewest() + random.nextInt(kind.most() - kind.fewest() + 1);
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (kind == WriterKind.REPEATING && !old.isEmpty() && random.nextInt(5) == 0) {
                events.add(old.get(random.nextInt(old.size())));
                continue;
            }
            String note = trait == Trait.POISON && i == count / 2 ? "no number" : "0";
            events.add(new Event(kind.ordinal(), sequence++, random.nextInt(1_000_000), note));
        }
        if (kind == WriterKind.REPEATING) {
            old.add(events.get(0));
        }
        return events;
    }

    private Sent send(Request request, String key) throws InterruptedException {
        request.leaves(pipit.life());
        boolean waits = kind == WriterKind.REPEATING && random.nextInt(4) == 0;
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        pipit.api("/v0/events?name=" + kind.source() + (waits ? "&wait=true" : "")))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        if (!key.isEmpty()) {
            http.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = pipit.http().send(http.build(), HttpResponse.BodyHandlers.ofString());
            return sent(request, answer);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Sent(Outcome.REFUSED, null); // it never left
        } catch (IOException e) {
            return new Sent(Outcome.UNKNOWN, null);
        }
    }

    private Sent sent(Request request, HttpResponse<String> answer) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 202) {
            String counts = "{\"successful_rows\":" + request.events().size() + ",\"quarantined_rows\":0}";
            if (!answer.body().equals(counts)) {
                throw new AssertionError("A request of " + request + " was answered: " + answer.body());
            }
            return new Sent(
                    Outcome.ACKNOWLEDGED,
                    PositionVector.parse(
                            answer.headers().firstValue("X-Pipit-Position").orElseThrow()));
        }
        String code = json.readTree(answer.body()).path("code").asText();
        if (status / 100 == 4) {
            throw new AssertionError("Events were refused: " + status + " " + answer.body());
        }
        if (code.equals("DATA_LOSS")) {
            return new Sent(Outcome.LOST, null);
        }
        return new Sent(NOTHING_STORED.contains(code) ? Outcome.REFUSED : Outcome.UNKNOWN, null);
    }
}
