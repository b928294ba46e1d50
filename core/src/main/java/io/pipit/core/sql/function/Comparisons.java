package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Article;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.UnfitLiteralException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Brings two values to where the engine compares them as the dialect does. */
public final class Comparisons {
    private static final String UUID = "\\s*[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\s*";
    private static final String SOME_UUID = "00000000-0000-0000-0000-000000000000";
    private static final String NUMBER =
            "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:[+-]?(nan|inf|infinity)|true|false)";

    private Comparisons() {}

    /** The text {@code a operator b}; a text beside a date, a time, a number or a UUID is read as one. */
    public static String compare(Rendered a, String operator, Rendered b, Function<String, PipitException> error) {
        if (operator.startsWith("<") || operator.startsWith(">")) {
            if (!operator.equals("<>") && (Types.enumeration(a.type()) || Types.enumeration(b.type()))) {
                return "(" + ordinal(a, b) + " " + operator + " " + ordinal(b, a) + ")";
            }
        }
        String addresses = AddressLiterals.compare(a, operator, b) + AddressLiterals.compare(b, operator, a);
        if (!addresses.isEmpty()) {
            return addresses;
        }
        Optional<String> tuples = TupleEquality.compare(a, operator, b, error);
        if (tuples.isPresent()) {
            return tuples.get();
        }
        if (Types.array(a.type()) != Types.array(b.type()) && bothKnown(a, b)) {
            throw incomparable(a, b, error);
        }
        Rendered left = align(a, b, error);
        Rendered right = align(b, a, error);
        if (operator.matches("[<>]=?") && (OrderKey.differs(left.type()) || OrderKey.differs(right.type()))) {
            return "(" + key(left, right.type()) + " " + operator + " " + key(right, left.type()) + ")";
        }
        return "(" + operand(left, right) + " " + operator + " " + operand(right, left) + ")";
    }

    private static boolean bothKnown(Rendered a, Rendered b) {
        return !(a.type().bare() instanceof DataType.NothingType || b.type().bare() instanceof DataType.NothingType)
                && !Types.text(a.type())
                && !Types.text(b.type());
    }

    /** Names of an enumeration are ordered by their numbers. */
    private static String ordinal(Rendered value, Rendered other) {
        DataType own = value.type().bare();
        DataType.EnumType type = own instanceof DataType.EnumType e
                ? e
                : (DataType.EnumType) other.type().bare();
        return Types.number(own) ? value.number() : Enums.number(value.sql(), type);
    }

    /** What orders a value beside one of another type: a text beside a name or an address is one. */
    private static String key(Rendered value, DataType beside) {
        if (value.type().bare() instanceof DataType.TupleType own
                && beside.bare() instanceof DataType.TupleType other
                && own.elements().size() == other.elements().size()) {
            List<DataType> members = IntStream.range(0, own.elements().size())
                    .mapToObj(i -> OrderKey.differs(own.elements().get(i))
                            ? own.elements().get(i)
                            : other.elements().get(i))
                    .toList();
            return OrderKey.of(new DataType.TupleType(own.names(), members), value.sql());
        }
        return OrderKey.of(OrderKey.differs(value.type()) ? value.type() : beside, value.sql());
    }

    /** A value as it must stand beside another one, in IN lists and comparisons. */
    public static Rendered align(Rendered value, Rendered other, Function<String, PipitException> error) {
        DataType type = value.type().bare();
        DataType beside = other.type().bare();
        checkName(value, beside, error);
        if (beside instanceof DataType.EnumType e && Types.number(type)) {
            return Rendered.of("coalesce(" + Enums.name(value.number(), e) + ", '')", other.type());
        }
        if (!Types.text(type) || Types.text(beside) || Types.enumeration(beside)) {
            if (Types.number(type) && Types.date(beside)) {
                throw incomparable(value, other, error);
            }
            return temporal(value, beside);
        } else if (Types.date(beside)) {
            Optional<String> text = value.text();
            if (text.isPresent()) {
                return Rendered.of(literal(text.get(), "DATE", "[0-9]{4}-[0-9]{2}-[0-9]{2}", error), beside);
            }
            return Rendered.of(Conversions.convert(value, beside), beside);
        } else if (Types.instant(beside)) {
            return instant(value, beside, error);
        } else if (beside instanceof DataType.UuidType) {
            if (value.text().filter(t -> !t.matches(UUID)).isPresent()) {
                throw unfit(value.text().get(), " is not a UUID, which it is compared with", SOME_UUID, error);
            }
            return Rendered.of("CAST(" + value.sql() + " AS UUID)", beside);
        } else if (beside instanceof DataType.IpType) {
            return Rendered.of(Conversions.convert(value, beside), beside);
        } else if (Types.number(beside)) {
            if (value.text().isEmpty()) {
                throw incomparable(value, other, error);
            } else if (!value.text().get().strip().matches(NUMBER)) {
                throw unfit(
                        value.text().get(),
                        " is not a number, and is compared with " + Article.with(other.type()),
                        "1",
                        error);
            }
            return Rendered.of(SqlText.cast(value.sql(), beside), beside);
        }
        return value;
    }

    private static PipitException incomparable(Rendered a, Rendered b, Function<String, PipitException> error) {
        return error.apply("cannot compare " + Article.with(a.type()) + " with " + Article.with(b.type())
                + "; convert one of them, for instance with toString or toInt64OrZero");
    }

    /** A name beside an enumeration must be one of its names. */
    private static void checkName(Rendered value, DataType beside, Function<String, PipitException> error) {
        if (beside instanceof DataType.EnumType e && value.text().isPresent()) {
            List<String> names =
                    e.entries().stream().map(DataType.EnumType.Entry::name).toList();
            String name = value.text().get();
            if (!names.contains(name)) {
                String nearest = NearestName.of(name, names)
                        .map(known -> "; did you mean '" + known + "'?")
                        .orElse("");
                throw unfit(
                        name,
                        " is not one of the names of the enumeration (" + String.join(", ", names) + ")" + nearest,
                        names.get(0),
                        error);
            }
        }
    }

    /** A date beside an instant with a zone begins at that zone's midnight; a number beside an instant is seconds since 1970. */
    private static Rendered temporal(Rendered value, DataType beside) {
        if (Types.number(value.type()) && Types.instant(beside)) {
            String micros = Types.integer(value.type())
                    ? "CAST(" + value.number() + " AS BIGINT) * 1000000"
                    : "CAST(CAST(" + value.number() + " AS DOUBLE) * 1000000 AS BIGINT)";
            return Rendered.of("make_timestamp(" + micros + ")", beside);
        }
        if (Types.date(value.type()) && Types.instant(beside) && !Zones.utc(Types.zone(beside))) {
            return Rendered.of(Conversions.convert(value, beside), beside);
        }
        return value;
    }

    private static Rendered instant(Rendered value, DataType beside, Function<String, PipitException> error) {
        Optional<String> text = value.text();
        String zone = Types.zone(beside);
        if (text.isEmpty()) {
            return Rendered.of(Zones.utc("CAST(" + value.sql() + " AS TIMESTAMP)", zone), beside);
        }
        if (text.get().matches("[0-9]{9,10}")) {
            return Rendered.of("make_timestamp(" + text.get() + " * 1000000)", beside);
        }
        String pattern =
                "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?";
        String type = text.get().matches(".*(Z|[0-9][+-][0-9]{2}:?[0-9]{2})$")
                        && text.get().contains(":")
                ? "TIMESTAMPTZ"
                : "TIMESTAMP";
        String literal = literal(text.get(), type, pattern, error);
        return Rendered.of(
                type.equals("TIMESTAMPTZ") ? "(" + literal + " AT TIME ZONE 'UTC')" : Zones.utc(literal, zone), beside);
    }

    private static String literal(String text, String type, String pattern, Function<String, PipitException> error) {
        String trimmed = text.strip();
        if (!trimmed.matches(pattern)) {
            String such = type.equals("DATE") ? "2024-12-31" : "2024-12-31 23:59:59";
            throw unfit(
                    text,
                    " is not a " + (type.equals("DATE") ? "date" : "time") + " such as '" + such + "'",
                    such,
                    error);
        }
        return type + " " + SqlText.string(trimmed);
    }

    private static PipitException unfit(
            String text, String why, String fitting, Function<String, PipitException> error) {
        return new UnfitLiteralException(error.apply("'" + text + "'" + why), text, fitting);
    }

    private static String operand(Rendered value, Rendered other) {
        boolean bothLogical = value.logical() && other.logical();
        return bothLogical ? value.sql() : value.number();
    }
}
