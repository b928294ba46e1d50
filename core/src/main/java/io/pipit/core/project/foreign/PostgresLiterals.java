package io.pipit.core.project.foreign;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.sql.ForeignCondition.Computed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Values as PostgreSQL reads them, where they mean the same there beside a column of some kind. */
final class PostgresLiterals {
    /** Says what is computed as the query has it: for people. */
    static final PostgresLiterals SHOWN = new PostgresLiterals(Optional.empty());

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile(DATE + " \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Set<String> UTC = Set.of("", "UTC");

    private final Optional<Function<Computed, Optional<String>>> values;

    private PostgresLiterals(Optional<Function<Computed, Optional<String>>> values) {
        this.values = values;
    }

    /** With the texts of values that are computed; nothing for those that have none. */
    static PostgresLiterals of(Function<Computed, Optional<String>> values) {
        return new PostgresLiterals(Optional.of(values));
    }

    /** The value beside a column of a kind; nothing where the two would be compared differently there. */
    Optional<String> of(PostgresType.Kind kind, Object value) {
        if (!(value instanceof Computed computed)) {
            return literal(kind, value);
        } else if (!comparable(kind, computed.type())) {
            return Optional.empty();
        }
        return values.isEmpty()
                ? Optional.of(computed.text())
                : values.get().apply(computed).flatMap(text -> computed(kind, computed.type(), text));
    }

    private static boolean comparable(PostgresType.Kind kind, DataType type) {
        return switch (kind) {
            case INTEGER, DECIMAL -> type instanceof IntType;
            case TEXT -> type instanceof StringType;
            case UUID -> type instanceof UuidType;
            case DATE -> type instanceof DateType || time(type) && UTC.contains(zone(type));
            case TIMESTAMP, TIMESTAMPTZ -> type instanceof DateType || time(type);
            default -> false;
        };
    }

    private static boolean time(DataType type) {
        return type instanceof DateTimeType || type instanceof DateTime64Type;
    }

    private static String zone(DataType type) {
        return type instanceof DateTimeType time ? time.zone() : ((DateTime64Type) type).zone();
    }

    private static Optional<String> computed(PostgresType.Kind kind, DataType type, String text) {
        return switch (kind) {
            case INTEGER, DECIMAL -> literal(kind, new BigDecimal(text));
            case DATE -> literal(time(type) ? PostgresType.Kind.TIMESTAMP : kind, text);
            case TIMESTAMP, TIMESTAMPTZ -> literal(kind, time(type) ? text : text + " 00:00:00");
            default -> literal(kind, text);
        };
    }

    private static Optional<String> literal(PostgresType.Kind kind, Object value) {
        return switch (kind) {
            case INTEGER, DECIMAL -> whole(value);
            case BOOL -> value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
            case TEXT -> text(value).filter(text -> text.indexOf('\0') < 0).map(PostgresLiterals::string);
            case UUID ->
                text(value).filter(text -> UUID.matcher(text).matches()).map(text -> "uuid " + string(text));
            case DATE -> text(value).filter(PostgresLiterals::date).map(text -> "date " + string(text));
            case TIMESTAMP -> text(value).filter(PostgresLiterals::instant).map(text -> "timestamp " + string(text));
            case TIMESTAMPTZ ->
                text(value).filter(PostgresLiterals::instant).map(text -> "timestamptz " + string(text + " UTC"));
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Numbers with a fraction are floating for the engine, and may be equal to what they are not. */
    private static Optional<String> whole(Object value) {
        if (!(value instanceof BigDecimal number) || number.scale() != 0) {
            return Optional.empty();
        }
        BigInteger whole = number.unscaledValue();
        return whole.compareTo(LEAST) < 0 || whole.compareTo(MOST) > 0
                ? Optional.empty()
                : Optional.of("(" + whole + ")");
    }

    private static boolean date(String text) {
        try {
            return DATE.matcher(text).matches() && LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean instant(String text) {
        try {
            return TIME.matcher(text).matches()
                    && LocalDateTime.parse(text.replace(' ', 'T')).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Of any text, whatever the database's settings of escapes are. */
    private static String string(String text) {
        return text.indexOf('\\') < 0
                ? "'" + text.replace("'", "''") + "'"
                : "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
