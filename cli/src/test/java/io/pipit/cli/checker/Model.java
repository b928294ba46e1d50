package io.pipit.cli.checker;

import io.pipit.cli.checker.Answer.Cells;
import io.pipit.cli.checker.Answer.Place;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** What all tables must say of one writer when they hold certain requests of it. */
final class Model {
    private final Tally raw;
    private final Tally views;
    private final Tally strict;

    Model() {
        this(new Tally(), new Tally(), new Tally());
    }

    private Model(Tally raw, Tally views, Tally strict) {
        this.raw = raw;
        this.views = views;
        this.strict = strict;
    }

    Tally raw() {
        return raw;
    }

    Tally views() {
        return views;
    }

    Tally strict() {
        return strict;
    }

    void include(Request request) {
        request.events().forEach(raw::add);
        if (request.trait() != Request.Trait.DEADLY) {
            request.events().forEach(views::add);
        }
        if (request.trait() == Request.Trait.PLAIN) {
            request.events().forEach(strict::add);
        }
    }

    Model copy() {
        return new Model(raw.copy(), views.copy(), strict.copy());
    }

    /** The first difference of what an answer says of a writer. */
    Optional<String> difference(Collection<Table> tables, int writer, Answer answer) {
        for (Table table : tables) {
            for (int key = 0; key < table.keys(); key++) {
                Cells expected = table.expected(this, key);
                Cells found = answer.rows().get(new Place(table, writer, key));
                if (!Objects.equals(expected, found)) {
                    return Optional.of(table + " of writer " + writer + (table.keys() > 1 ? ", key " + key : "")
                            + ": expected " + expected + ", found " + found);
                }
            }
        }
        return Optional.empty();
    }
}
