package io.pipit.cli.checker;

import io.pipit.core.block.PositionVector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks again and again, and judges each answer once every request that was on its way has ended. */
final class Reader implements Runnable {
    private static final int PAUSE_MILLIS = 600;
    private static final int CALM_PAUSE_MILLIS = 3_000;

    /** A query with the judge of its answers. */
    private record Question(Ask ask, Cursor cursor) {}

    /** A way to ask. */
    @FunctionalInterface
    interface Ask {
        Optional<Answer> answer() throws InterruptedException;
    }

    private record Observation(Cursor cursor, Answer answer, Set<Request> open, int known, int life) {}

    private final Target pipit;
    private final Ledger ledger;
    private final Random random;
    private final BooleanSupplier calm;
    private final AtomicBoolean stop;
    private final AtomicReference<AssertionError> wrong;
    private final Ask everything;
    private final List<Question> questions = new ArrayList<>();
    private final Deque<Observation> waiting = new ArrayDeque<>();
    private final AtomicLong judged = new AtomicLong();
    private final AtomicReference<PositionVector> newest = new AtomicReference<>(PositionVector.START);

    Reader(
            Target pipit,
            Asking asking,
            Ledger ledger,
            List<List<Table>> queries,
            Random random,
            BooleanSupplier calm,
            AtomicBoolean stop,
            AtomicReference<AssertionError> wrong) {
        this.pipit = pipit;
        this.ledger = ledger;
        this.random = random;
        this.calm = calm;
        this.stop = stop;
        this.wrong = wrong;
        this.everything = () -> asking.sql(Table.query(Table.LIVE), PositionVector.START);
        queries.forEach(q -> asks(q, () -> asking.sql(Table.query(q), PositionVector.START)));
    }

    /** Asks for some tables in another way, too. */
    void asks(List<Table> tables, Ask ask) {
        questions.add(new Question(ask, new Cursor(ledger, tables)));
    }

    /** How many answers were judged, all of them right. */
    long judged() {
        return judged.get();
    }

    /** The position of the newest answer that was judged. */
    PositionVector newest() {
        return newest.get();
    }

    @Override
    public void run() {
        new Repeatedly(stop, wrong).run(() -> true, () -> {
            observe(questions.get(random.nextInt(questions.size())));
            judgeEnded();
            int most = calm.getAsBoolean() ? CALM_PAUSE_MILLIS : PAUSE_MILLIS;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(most)));
        });
    }

    private void observe(Question question) throws InterruptedException {
        int life = pipit.life();
        Optional<Answer> answer = question.ask().answer();
        if (answer.isPresent()) {
            Set<Request> open = ledger.inFlight();
            waiting.add(new Observation(question.cursor(), answer.get(), open, ledger.size(), life));
        } else {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
    }

    private void judgeEnded() throws InterruptedException {
        while (!waiting.isEmpty() && waiting.peek().open().stream().allMatch(Request::ended)) {
            Observation seen = waiting.poll();
            judge(seen);
            newest.set(seen.answer().position());
            judged.incrementAndGet();
        }
    }

    /** What all tables say a moment later tells where it went wrong: in one of them, or before. */
    private void judge(Observation seen) throws InterruptedException {
        try {
            seen.cursor().judge(seen.answer(), seen.known(), seen.life());
        } catch (AssertionError e) {
            String all = everything
                    .answer()
                    .map(a -> a.position().toText() + "\n" + a.text())
                    .orElse("no answer");
            throw new AssertionError(e.getMessage() + "\nall tables, a moment later: " + all, e);
        }
    }
}
