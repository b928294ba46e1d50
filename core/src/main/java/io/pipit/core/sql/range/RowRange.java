package io.pipit.core.sql.range;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Values that a condition lets through.
 *
 * @param lower end, absent where there is none
 * @param upper end
 * @param among the only values, where they are listed
 */
record RowRange(Optional<End> lower, Optional<End> upper, Optional<List<Constant>> among) {
    /** All values. */
    static final RowRange ALL = new RowRange(Optional.empty(), Optional.empty(), Optional.empty());

    /** An end, which is in the range where that is closed. */
    record End(Constant at, boolean closed) {}

    static RowRange from(Constant lower, boolean closed) {
        return new RowRange(Optional.of(new End(lower, closed)), Optional.empty(), Optional.empty());
    }

    static RowRange to(Constant upper, boolean closed) {
        return new RowRange(Optional.empty(), Optional.of(new End(upper, closed)), Optional.empty());
    }

    static RowRange among(List<Constant> values) {
        return new RowRange(Optional.empty(), Optional.empty(), Optional.of(values));
    }

    /** The values that are in both. */
    RowRange and(RowRange other) {
        Optional<List<Constant>> listed = among.isEmpty()
                ? other.among
                : other.among.isEmpty()
                        ? among
                        : Optional.of(among.get().stream()
                                .filter(value -> other.among.get().stream().anyMatch(v -> v.order(value) == 0))
                                .toList());
        RowRange both = new RowRange(inner(lower, other.lower, 1), inner(upper, other.upper, -1), Optional.empty());
        return new RowRange(
                both.lower,
                both.upper,
                listed.map(values -> values.stream().filter(both::holds).toList()));
    }

    private static Optional<End> inner(Optional<End> one, Optional<End> other, int sign) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        int order = one.get().at().order(other.get().at()) * sign;
        boolean open = order == 0 && !one.get().closed();
        return order > 0 || open ? one : other;
    }

    private boolean holds(Constant value) {
        return lower.map(end -> end.at().order(value) < (end.closed() ? 1 : 0)).orElse(true)
                && upper.map(end -> value.order(end.at()) < (end.closed() ? 1 : 0))
                        .orElse(true);
    }

    boolean empty() {
        if (among.isPresent()) {
            return among.get().stream().noneMatch(this::holds);
        } else if (lower.isEmpty() || upper.isEmpty()) {
            return false;
        }
        int order = lower.get().at().order(upper.get().at());
        return order > 0 || order == 0 && !(lower.get().closed() && upper.get().closed());
    }

    /** Whether it can be told if there are values between its ends. */
    boolean ordered() {
        return among.isPresent()
                || lower.isEmpty()
                || upper.isEmpty()
                || lower.get().at().comparable(upper.get().at());
    }

    /** Whether it is one value; of one that is not empty. */
    boolean point() {
        return among.map(values -> values.size() == 1).orElse(false)
                || lower.isPresent()
                        && upper.isPresent()
                        && lower.get().at().order(upper.get().at()) == 0;
    }

    boolean same(RowRange other) {
        return among.equals(other.among) && lower.equals(other.lower) && upper.equals(other.upper);
    }

    String text(String column) {
        if (among.isPresent()) {
            return column + " = "
                    + among.get().stream().map(Constant::shown).limit(10).collect(Collectors.joining(" or "));
        } else if (lower.isPresent() && upper.isPresent() && ordered() && point()) {
            return column + " = " + lower.get().at().shown();
        }
        return column
                + lower.map(end ->
                                (end.closed() ? " from " : " after ") + end.at().shown())
                        .orElse("")
                + upper.map(end ->
                                (end.closed() ? " to " : " before ") + end.at().shown())
                        .orElse("");
    }
}
