package io.pipit.cli.checker;

import io.pipit.cli.checker.Answer.Cells;
import io.pipit.core.block.PositionVector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the answers of one reader to one query, in their order. For one thread. */
final class Cursor {
    private static final Cells NONE = new Cells(0, 0, 0, 0);

    private final Ledger ledger;
    private final List<Table> tables;
    private final Map<WriterKind, Model> models = new EnumMap<>(WriterKind.class);
    private final Map<WriterKind, List<Request>> pending = new EnumMap<>(WriterKind.class);
    private int read;
    private int life = -1;
    private PositionVector last = PositionVector.START;

    Cursor(Ledger ledger, List<Table> tables) {
        this.ledger = ledger;
        this.tables = List.copyOf(tables);
        restart();
    }

    /** One that knows the same, to judge an answer that may turn out not to be the awaited one. */
    Cursor copy() {
        Cursor copy = new Cursor(ledger, tables);
        models.forEach((writer, model) -> copy.models.put(writer, model.copy()));
        pending.forEach((writer, requests) -> copy.pending.put(writer, new ArrayList<>(requests)));
        copy.read = read;
        copy.life = life;
        copy.last = last;
        return copy;
    }

    private void restart() {
        for (WriterKind writer : WriterKind.values()) {
            models.put(writer, new Model());
            pending.put(writer, new ArrayList<>());
        }
        read = 0;
    }

    /**
     * Judges an answer.
     *
     * @param known how many requests had been sent when it came
     * @param answerLife which life of the process it is from
     * @throws AssertionError when it is wrong, torn, or older than the one before it
     */
    void judge(Answer answer, int known, int answerLife) {
        if (!answer.position().reaches(last)) {
            if (answerLife == life) {
                throw new AssertionError("An answer went back from " + last.toText() + "\nto "
                        + answer.position().toText());
            }
            restart();
        }
        life = answerLife;
        last = answer.position();
        for (Request request : ledger.between(Math.min(read, known), known)) {
            pending.get(WriterKind.values()[request.writer()]).add(request);
        }
        read = Math.max(read, known);
        for (WriterKind writer : WriterKind.values()) {
            List<Table> own = tables.stream()
                    .filter(t -> t.source().equals(writer.source()))
                    .toList();
            if (!own.isEmpty()) {
                judge(writer, own, answer);
            }
        }
    }

    private void judge(WriterKind writer, List<Table> own, Answer answer) {
        List<Request> optional = new ArrayList<>();
        List<Request> later = new ArrayList<>();
        Model model = models.get(writer);
        for (Request request : pending.get(writer)) {
            switch (place(request, writer, answer.position())) {
                case IN -> model.include(request);
                case OPTIONAL -> optional.add(request);
                case LATER -> later.add(request);
                case NEVER -> {}
            }
        }
        Optional<String> difference = model.difference(own, writer.ordinal(), answer);
        List<Request> found = List.of();
        if (difference.isPresent() && !optional.isEmpty()) {
            found = explanation(model, optional, own, writer, answer);
            found.forEach(model::include);
        }
        if (difference.isPresent()
                && found.isEmpty()
                && !(writer == WriterKind.BULK && partial(own, answer, optional))) {
            throw new AssertionError("Wrong answer: " + difference.get() + "\nat "
                    + answer.position().toText() + "\nnot explained by " + Explanation.tried(optional) + "\nlater "
                    + later
                    + "\nanswer " + answer.text());
        }
        List<Request> chosen = found;
        optional.removeIf(
                r -> chosen.contains(r) || (r.state() == Request.State.UNKNOWN && ledger.buried(r, answer.position())));
        optional.addAll(later);
        pending.put(writer, optional);
    }

    private enum Place {
        IN,
        OPTIONAL,
        LATER,
        NEVER
    }

    private static Place place(Request request, WriterKind writer, PositionVector vector) {
        return switch (request.state()) {
            case REFUSED -> Place.NEVER;
            case UNKNOWN, IN_FLIGHT -> Place.OPTIONAL;
            case ACKNOWLEDGED -> {
                if (vector.reaches(request.position())) {
                    yield Place.IN;
                }
                // A request of several blocks may be there in part.
                yield request.repeated() || writer == WriterKind.BULK ? Place.OPTIONAL : Place.LATER;
            }
        };
    }

    /** Requests of unknown fate with which all tables agree; empty when there are none. */
    private List<Request> explanation(
            Model model, List<Request> optional, List<Table> own, WriterKind writer, Answer answer) {
        Table counting = own.stream().filter(Table::additive).findFirst().orElseThrow();
        long count = 0;
        long sum = 0;
        for (int key = 0; key < counting.keys(); key++) {
            Cells found = answer.rows().getOrDefault(new Answer.Place(counting, writer.ordinal(), key), NONE);
            Cells expected = Optional.ofNullable(counting.expected(model, key)).orElse(NONE);
            count += found.count() - expected.count();
            sum += found.sum() - expected.sum();
        }
        return new Explanation(optional, chosen -> {
                    Model with = model.copy();
                    chosen.forEach(with::include);
                    return with.difference(own, writer.ordinal(), answer).isEmpty();
                })
                .find(count, sum);
    }

    /** Some blocks of a request are in: then all tables have the same ones, and not more than were sent. */
    private boolean partial(List<Table> own, Answer answer, List<Request> optional) {
        int writer = WriterKind.BULK.ordinal();
        long least = models.get(WriterKind.BULK).raw().total().count();
        long most = least + optional.stream().mapToLong(r -> r.events().size()).sum();
        Map<Table, List<Long>> counts = new HashMap<>();
        answer.rows().forEach((place, cells) -> {
            if (place.writer() == writer && place.table().additive()) {
                counts.merge(
                        place.table(),
                        List.of(cells.count(), cells.sum()),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
            }
        });
        return counts.values().stream().distinct().count() <= 1
                && counts.values().stream().allMatch(c -> c.get(0) >= least && c.get(0) <= most)
                && counts.size() == own.stream().filter(Table::additive).count();
    }
}
