package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NothingType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Optional;

/** The text that turns a value of one type into a value of another. */
public final class Conversions {
    private static final int DAYS_LIMIT = 65_535;

    private Conversions() {}

    /** A conversion that fails on values that do not fit, as CAST and the {@code toX} functions do. */
    public static String convert(Rendered from, DataType to) {
        return convert(from, to, "CAST");
    }

    /** A conversion that gives NULL on values that do not fit. */
    public static String tryConvert(Rendered from, DataType to) {
        return convert(from, to, "TRY_CAST");
    }

    /** A conversion that gives NULL where the value would change. */
    static String tryAccurate(Rendered from, DataType to) {
        if (Types.number(from.type()) && Types.integer(to)) {
            String cast = "TRY_CAST(" + from.number() + " AS " + io.pipit.core.block.type.StorageTypes.of(to) + ")";
            return "CASE WHEN " + from.number() + " = trunc(" + from.number() + ") THEN " + cast + " END";
        }
        return tryConvert(from, to);
    }

    /** A value in the form of a wider type, as members of one list or branches of one condition need. */
    public static String widen(Rendered from, DataType to) {
        if (from.type().bare() instanceof NothingType) {
            return SqlText.cast("NULL", to);
        }
        return from.exact() && from.type().bare().equals(to.bare())
                ? from.sql()
                : SqlText.cast(to.bare() instanceof BoolType ? from.value() : from.number(), to);
    }

    /** A number as a value of a type, which integers that do not fit into wrap around in. */
    public static String wrapped(String number, DataType to) {
        return to.bare() instanceof IntType integer && integer.bits() <= 64
                ? wrap(number, integer)
                : SqlText.cast(number, to);
    }

    private static String convert(Rendered from, DataType to, String cast) {
        DataType source = from.type().bare();
        DataType target = to.bare();
        if (source instanceof NothingType) {
            return SqlText.cast("NULL", to);
        } else if (source instanceof DataType.EnumType e && Types.number(target)) {
            return SqlText.cast(Enums.number(from.sql(), e), to);
        } else if (target instanceof DataType.EnumType e && Types.number(source)) {
            return Enums.name(from.number(), e);
        } else if (source instanceof DataType.TupleType a && target instanceof DataType.TupleType b) {
            return tuple(from.sql(), a, b, cast);
        } else if (target instanceof DataType.DecimalType d) {
            return decimal(from, source, d, cast);
        } else if (target instanceof IntType i) {
            return integer(from, source, i, cast);
        } else if (target instanceof DataType.IpType address
                && !(source instanceof DataType.IpType s && s.equals(address))) {
            return AddressFunctions.convert(from, address, cast.equals("TRY_CAST"));
        } else if (target instanceof FloatType) {
            return cast(cast, Types.date(source) || Types.instant(source) ? seconds(from) : from.number(), to);
        } else if (Types.text(target) || Types.enumeration(target)) {
            return text(from);
        } else if (Types.date(target)) {
            return date(from, source, cast);
        } else if (Types.instant(target)) {
            return instant(from, source, target, cast);
        } else if (target instanceof BoolType) {
            return Types.number(source) ? from.truth() : cast(cast, from.value(), to);
        }
        return Containers.convert(from.value(), source, target, cast).orElseGet(() -> cast(cast, from.value(), to));
    }

    private static String integer(Rendered from, DataType source, IntType to, String cast) {
        if (source instanceof DataType.IpType address && address.version() == 4) {
            return SqlText.cast("pipit_ipv4(" + from.sql() + ")", to);
        } else if (source instanceof DataType.EnumType names) {
            return SqlText.cast("(" + Enums.number(from.sql(), names) + ")", to);
        } else if (source instanceof FloatType || source instanceof DataType.DecimalType) {
            return cast(cast, "trunc(" + from.value() + ")", to);
        } else if (Types.instant(source) || Types.date(source)) {
            return cast(cast, Types.date(source) ? "(" + from.sql() + " - DATE '1970-01-01')" : seconds(from), to);
        } else if (source instanceof IntType i && i.bits() == 64 && !i.signed() && to.bits() == 64 && to.signed()) {
            return WideArithmetic.signed(from.number(), to);
        } else if (source instanceof IntType i && narrows(i, to) && (to.bits() < 64 || !to.signed())) {
            return wrap(from.number(), to);
        } else if (Types.text(source) && cast.equals("TRY_CAST")) {
            // the engine would round '1.5'; the dialect refuses it
            String text = from.sql();
            return "CASE WHEN regexp_full_match(" + text + ", '[+-]?[0-9]+') THEN " + cast(cast, text, to) + " END";
        } else if (Types.text(source)) {
            return cast(cast, "pipit_integer(" + from.sql() + ")", to);
        }
        return cast(cast, from.number(), to);
    }

    /** What has more digits after the point is cut, not rounded. */
    private static String decimal(Rendered from, DataType source, DataType.DecimalType to, String cast) {
        String scale = Integer.toString(to.scale());
        if (source instanceof FloatType) {
            String power = "1e" + scale;
            return cast(cast, "(trunc(" + from.sql() + " * " + power + ") / " + power + ")", to);
        } else if (Types.text(source)) {
            String cut = to.scale() == 0
                    ? "regexp_replace(" + from.sql() + ", '\\.[0-9]*$', '')"
                    : "regexp_replace(" + from.sql() + ", '(\\.[0-9]{" + scale + "})[0-9]+$', '\\1')";
            return cast(cast, cut, to);
        } else if (source instanceof DateTime64Type t) {
            int digits = Math.min(6, t.precision());
            String ticks = "CAST(" + DateParts.ticks(from.sql(), digits) + " AS DECIMAL(24, 0))";
            return cast(cast, ticks + " * CAST(1e-" + digits + " AS DECIMAL(8, " + digits + "))", to);
        } else if (Types.date(source) || Types.instant(source)) {
            return cast(cast, Types.date(source) ? "(" + from.sql() + " - DATE '1970-01-01')" : seconds(from), to);
        }
        if (source instanceof DataType.DecimalType d && d.scale() > to.scale()) {
            String unit = "CAST(1e-" + scale + " AS DECIMAL(" + Math.max(1, to.scale() + 1) + ", " + scale + "))";
            return cast(cast, "(" + from.number() + " - " + from.number() + " % " + unit + ")", to);
        }
        return cast(cast, from.number(), to);
    }

    /** Members in order, whatever their names. */
    private static String tuple(String sql, DataType.TupleType from, DataType.TupleType to, String cast) {
        java.util.List<String> members = new java.util.ArrayList<>();
        for (int i = 0; i < Math.min(from.elements().size(), to.elements().size()); i++) {
            String name = SqlText.string(io.pipit.core.block.type.StorageTypes.memberName(from, i));
            Rendered member = Rendered.of(
                    "struct_extract(" + sql + ", " + name + ")", from.elements().get(i));
            members.add(SqlText.string(io.pipit.core.block.type.StorageTypes.memberName(to, i)) + ": "
                    + SqlText.cast(
                            convert(member, to.elements().get(i), cast),
                            to.elements().get(i)));
        }
        return "{" + String.join(", ", members) + "}";
    }

    private static boolean narrows(IntType from, IntType to) {
        return from.bits() > to.bits()
                || (from.bits() == to.bits() && from.signed() != to.signed())
                || (from.signed() && !to.signed());
    }

    /** Integers that do not fit lose their upper bits. */
    static String wrapped(String sql, IntType to) {
        return wrap(sql, to);
    }

    private static String wrap(String sql, IntType to) {
        BigInteger mask = BigInteger.ONE.shiftLeft(to.bits()).subtract(BigInteger.ONE);
        String low = "(CAST(" + sql + " AS HUGEINT) & " + mask + ")";
        if (to.signed()) {
            BigInteger half = BigInteger.ONE.shiftLeft(to.bits() - 1);
            low = "(((" + low + " + " + half + ") & " + mask + ") - " + half + ")";
        }
        return SqlText.cast(low, to);
    }

    private static String cast(String cast, String sql, DataType to) {
        return cast + "(" + sql + " AS " + io.pipit.core.block.type.StorageTypes.of(to) + ")";
    }

    /** Seconds since 1970. */
    static String seconds(Rendered from) {
        if (Types.date(from.type())) {
            return "((" + from.sql() + " - DATE '1970-01-01') * 86400)";
        }
        return "(epoch_us(" + from.sql() + ") // 1000000)";
    }

    private static String date(Rendered from, DataType source, String cast) {
        if (Types.date(source)) {
            return from.sql();
        } else if (Types.instant(source)) {
            return "CAST(" + Zones.wall(from.sql(), Types.zone(source)) + " AS DATE)";
        } else if (Types.number(source)) {
            String days = "(DATE '1970-01-01' + CAST(" + from.number() + " AS INTEGER))";
            if (source instanceof IntType i && i.bits() <= 16) {
                return days;
            }
            return "CASE WHEN " + from.number() + " <= " + DAYS_LIMIT + " THEN " + days + " ELSE CAST("
                    + ofSeconds(from) + " AS DATE) END";
        }
        return from.text()
                .flatMap(Conversions::beyondMonth)
                .orElse("CAST(" + cast + "(" + from.sql() + " AS TIMESTAMP) AS DATE)");
    }

    /** A day that its month does not have, as {@code '2024-02-30'}, counts on into the next month. */
    private static Optional<String> beyondMonth(String text) {
        if (!text.matches("[0-9]{4}-(0[1-9]|1[0-2])-(29|30|31)")) {
            return Optional.empty();
        }
        LocalDate first = LocalDate.parse(text.substring(0, 8) + "01");
        int day = Integer.parseInt(text.substring(8));
        return day <= first.lengthOfMonth() ? Optional.empty() : Optional.of("DATE '" + first.plusDays(day - 1L) + "'");
    }

    private static String instant(Rendered from, DataType source, DataType to, String cast) {
        String zone = Types.zone(to);
        if (Types.instant(source)) {
            return round(from.sql(), source, to);
        } else if (Types.date(source)) {
            return Zones.utc("CAST(" + from.sql() + " AS TIMESTAMP)", zone);
        } else if (Types.number(source)) {
            return ofSeconds(from);
        }
        if (from.text().map(t -> t.matches("[0-9]{9,10}")).orElse(false)) {
            return "make_timestamp(" + from.text().get() + "000000)";
        }
        boolean nanos = to instanceof DateTime64Type t && t.precision() > 6;
        if (nanos) {
            return Zones.utc(cast + "(" + from.sql() + " AS TIMESTAMP_NS)", zone);
        }
        return round(Zones.utc(cast + "(" + from.sql() + " AS TIMESTAMP)", zone), null, to);
    }

    private static String ofSeconds(Rendered from) {
        if (from.type().bare() instanceof IntType || from.type().bare() instanceof BoolType) {
            return "make_timestamp(CAST(" + from.number() + " AS BIGINT) * 1000000)";
        }
        return "make_timestamp(CAST(trunc(" + from.number() + " * 1000000) AS BIGINT))";
    }

    /** Cuts an instant to the precision of a type. A literal needs no cut, which keeps comparisons plain. */
    private static String round(String sql, DataType from, DataType to) {
        int digits = digits(to);
        if (digits >= 7 || (from != null && digits(from) <= digits)) {
            return digits >= 7 && from != null && digits(from) < 7 ? "CAST(" + sql + " AS TIMESTAMP_NS)" : sql;
        }
        String micros = from != null && digits(from) >= 7 ? "CAST(" + sql + " AS TIMESTAMP)" : sql;
        return switch (digits) {
            case 0 -> "date_trunc('second', " + micros + ")";
            case 3 -> "date_trunc('millisecond', " + micros + ")";
            case 6 -> micros;
            default -> {
                long unit = (long) Math.pow(10, 6 - digits);
                yield "make_timestamp(epoch_us(" + micros + ") // " + unit + " * " + unit + ")";
            }
        };
    }

    private static int digits(DataType type) {
        return type.bare() instanceof DateTime64Type t ? t.precision() : 0;
    }

    /** A value as the text that the dialect prints. */
    public static String text(Rendered from) {
        DataType source = from.type().bare();
        if (Types.text(source) || Types.enumeration(source)) {
            return from.sql();
        } else if (source instanceof DataType.DateTimeType t) {
            return "strftime(" + Zones.wall(from.sql(), t.zone()) + ", '%Y-%m-%d %H:%M:%S')";
        } else if (source instanceof DateTime64Type t) {
            return fraction(Zones.wall(from.sql(), t.zone()), t.precision());
        } else if (source instanceof FloatType) {
            return "pipit_float(" + from.sql() + ")";
        } else if (source instanceof DataType.DecimalType d) {
            String text = "CAST(" + from.sql() + " AS VARCHAR)";
            return d.scale() == 0 ? text : "rtrim(rtrim(" + text + ", '0'), '.')";
        }
        return Containers.text(from).orElse("CAST(" + from.value() + " AS VARCHAR)");
    }

    private static String fraction(String sql, int digits) {
        return switch (digits) {
            case 0 -> "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S')";
            case 3 -> "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%g')";
            case 6 -> "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%f')";
            case 9 -> "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%n')";
            default -> "left(strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%n'), " + (20 + digits) + ")";
        };
    }
}
