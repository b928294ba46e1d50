package io.pipit.core.sql.range;

import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that rows are compared with. Values are ordered where they are of one kind, and the same is computed of both.
 *
 * @param form what is computed of the value: the empty text for the value itself
 * @param value a BigDecimal, a LocalDateTime or a String
 * @param shown for people
 */
record Constant(String form, Comparable<?> value, String shown) {
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:[ T](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?))?");
    private static final String DATE = "2024-05-21";
    private static final Set<String> TO_DATE = Set.of("todate", "todate32");
    /** A greater value gives a greater one. */
    private static final Pattern RISING = Pattern.compile(
            "todate(time)?(32|64)?|parsedatetime(64|32)?besteffort|tou?int\\d+|tounixtimestamp|tofloat\\d+");

    private static final Map<String, ChronoUnit> INTERVALS = Map.of(
            "tointervalsecond", ChronoUnit.SECONDS,
            "tointervalminute", ChronoUnit.MINUTES,
            "tointervalhour", ChronoUnit.HOURS,
            "tointervalday", ChronoUnit.DAYS,
            "tointervalweek", ChronoUnit.WEEKS,
            "tointervalmonth", ChronoUnit.MONTHS,
            "tointervalyear", ChronoUnit.YEARS);

    private static final Pattern RISING_TYPE = Pattern.compile("(?i)(DateTime|U?Int|Float|Decimal).*");

    /** What an expression without columns is; empty for what cannot be ordered without computing it. */
    static Optional<Constant> of(Expression expression) {
        if (expression instanceof NumberLiteral number) {
            return number(number.text());
        } else if (expression instanceof BoolLiteral bool) {
            return number(bool.value() ? "1" : "0");
        } else if (expression instanceof StringLiteral text) {
            return Optional.of(new Constant("", time(text.value()), text.value()));
        }
        return expression instanceof Call call ? call(call) : Optional.empty();
    }

    private static Optional<Constant> number(String text) {
        try {
            return Optional.of(new Constant("", new BigDecimal(text).stripTrailingZeros(), text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Comparable<?> time(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return text;
        }
        try {
            String clock = time.group(2) == null ? "00:00" : time.group(2);
            return LocalDateTime.parse(time.group(1) + "T" + clock);
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static Optional<Constant> call(Call call) {
        String function = call.function().toLowerCase(Locale.ROOT);
        if (call.arguments().isEmpty()
                || call.window().isPresent()
                || !call.parameters().isEmpty()) {
            return Optional.empty();
        }
        Optional<Constant> first = of(call.argument(0));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<Expression> others = call.arguments().subList(1, call.arguments().size());
        if (function.equals("cast") && others.size() == 1 && others.get(0) instanceof StringLiteral type) {
            return cast(first.get(), type.value());
        } else if (TO_DATE.contains(function) && others.isEmpty()) {
            return Optional.of(first.get().date());
        } else if (RISING.matcher(function).matches()) {
            boolean precision = others.stream().allMatch(NumberLiteral.class::isInstance);
            return precision ? first : first.get().computed(function, others);
        }
        if (!function.equals("plus") && !function.equals("minus")) {
            return Optional.empty();
        }
        Optional<Constant> moved = others.size() == 1 ? first.get().moved(function, others.get(0)) : Optional.empty();
        return moved.isPresent() ? moved : first.get().computed(function, others);
    }

    /** A time and an interval make a time that other times can be compared with. */
    private Optional<Constant> moved(String function, Expression interval) {
        if (!form.isEmpty()
                || !(value instanceof LocalDateTime time)
                || !(interval instanceof Call call)
                || call.arguments().size() != 1
                || !(call.argument(0) instanceof NumberLiteral number)
                || !number.text().matches("\\d{1,9}")) {
            return Optional.empty();
        }
        long steps = function.equals("plus") ? Long.parseLong(number.text()) : -Long.parseLong(number.text());
        return Optional.ofNullable(INTERVALS.get(call.function().toLowerCase(Locale.ROOT)))
                .map(unit -> time.plus(steps, unit))
                .map(there -> new Constant("", there, shownAs(there)));
    }

    private String shownAs(LocalDateTime time) {
        boolean days = shown.length() <= DATE.length() && time.toLocalTime().equals(LocalTime.MIDNIGHT);
        return days
                ? time.toLocalDate().toString()
                : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time).replace('T', ' ');
    }

    private static Optional<Constant> cast(Constant value, String type) {
        if (type.toLowerCase(Locale.ROOT).matches("date(32)?")) {
            return Optional.of(value.date());
        }
        return RISING_TYPE.matcher(type).matches() && !type.contains("'") ? Optional.of(value) : Optional.empty();
    }

    private Constant date() {
        return value instanceof LocalDateTime time
                ? new Constant(
                        form,
                        LocalDate.from(time).atStartOfDay(),
                        time.toLocalDate().toString())
                : this;
    }

    /** The same computed of two values keeps their order, as long as it is made of constants. */
    private Optional<Constant> computed(String function, List<Expression> others) {
        List<String> texts = new ArrayList<>();
        for (Expression other : others) {
            Optional<String> text = Shown.constant(other);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        String with = String.join(", ", texts);
        return Optional.of(new Constant(
                function + "(" + form + "?, " + with + ")", value, function + "(" + shown + ", " + with + ")"));
    }

    /** However it is written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Constant constant && form.equals(constant.form) && value.equals(constant.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(form, value);
    }

    /** Whether it can be told which comes first. */
    boolean comparable(Constant other) {
        return form.equals(other.form) && value.getClass() == other.value.getClass();
    }

    /** Which comes first. */
    @SuppressWarnings("unchecked") // both are of the same class
    int order(Constant other) {
        if (!comparable(other)) {
            throw new IncomparableException();
        }
        return ((Comparable<Object>) value).compareTo(other.value);
    }

    /** Values of which it cannot be told which comes first. */
    static final class IncomparableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IncomparableException() {
            super("values of different kinds", null, false, false);
        }
    }
}
