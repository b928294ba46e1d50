package io.pipit.core.project.foreign;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.block.type.StorageTypes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a type of PostgreSQL is for Pipit. Types that are not named here are texts, as the database writes them.
 *
 * @param kind of the values, or of the members
 * @param element the type of the values, or of the members
 * @param array whether a value has several members
 */
public record PostgresType(Kind kind, DataType element, boolean array) {
    /** Kinds of values, as far as they differ in how they are read and compared. */
    public enum Kind {
        BOOL,
        INTEGER,
        /** With a scale that the database keeps to. */
        DECIMAL,
        /** Of any scale, which is cut. */
        NUMERIC,
        FLOAT,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ,
        UUID,
        /** Texts that are equal when they have the same characters. */
        TEXT,
        BYTES,
        OTHER
    }

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");
    private static final Pattern TIME = Pattern.compile("timestamp(?:\\(\\d\\))? (with|without) time zone");
    private static final Pattern TEXT = Pattern.compile("text|character varying(?:\\(\\d+\\))?");
    private static final int MOST_DIGITS = 38;
    private static final int LOOSE_SCALE = 19;
    private static final int MICROSECONDS = 6;

    /** Of how the database writes a type, for instance {@code numeric(10,2)[]}. */
    public static PostgresType of(String written) {
        boolean array = written.endsWith("[]");
        String element = array ? written.substring(0, written.length() - 2) : written;
        PostgresType plain = plain(element);
        return new PostgresType(plain.kind(), plain.element(), array);
    }

    private static PostgresType plain(String written) {
        Matcher time = TIME.matcher(written);
        if (time.matches()) {
            Kind kind = time.group(1).equals("with") ? Kind.TIMESTAMPTZ : Kind.TIMESTAMP;
            return plain(kind, new DateTime64Type(MICROSECONDS, ""));
        }
        Matcher numeric = NUMERIC.matcher(written);
        if (numeric.matches() && Integer.parseInt(numeric.group(1)) <= MOST_DIGITS) {
            int digits = Integer.parseInt(numeric.group(1));
            int scale = Integer.parseInt(numeric.group(2));
            return scale <= digits
                    ? plain(Kind.DECIMAL, new DecimalType(digits, scale))
                    : plain(Kind.NUMERIC, new DecimalType(MOST_DIGITS, LOOSE_SCALE));
        }
        if (TEXT.matcher(written).matches()) {
            return plain(Kind.TEXT, new StringType());
        }
        return switch (written) {
            case "smallint" -> plain(Kind.INTEGER, new IntType(16, true));
            case "integer" -> plain(Kind.INTEGER, new IntType(32, true));
            case "bigint" -> plain(Kind.INTEGER, new IntType(64, true));
            case "real" -> plain(Kind.FLOAT, new FloatType(32));
            case "double precision" -> plain(Kind.FLOAT, new FloatType(64));
            case "boolean" -> plain(Kind.BOOL, new BoolType());
            case "date" -> plain(Kind.DATE, new DateType(true));
            case "uuid" -> plain(Kind.UUID, new UuidType());
            case "bytea" -> plain(Kind.BYTES, new StringType());
            default ->
                written.startsWith("numeric")
                        ? plain(Kind.NUMERIC, new DecimalType(MOST_DIGITS, LOOSE_SCALE))
                        : plain(Kind.OTHER, new StringType());
        };
    }

    private static PostgresType plain(Kind kind, DataType type) {
        return new PostgresType(kind, type, false);
    }

    /** The type in queries. An array cannot be NULL: an empty one stands for that. */
    public DataType dataType(boolean nullable) {
        if (array) {
            return new ArrayType(new NullableType(element));
        }
        return nullable ? new NullableType(element) : element;
    }

    /** The expression of the database that gives a column's values as text. */
    String sent(String column) {
        if (array) {
            return "to_json((" + column + ")::text[])";
        }
        return switch (kind) {
            case TIMESTAMPTZ -> column + " AT TIME ZONE 'UTC'";
            case BYTES -> "'\\x' || encode(" + column + ", 'hex')";
            case OTHER -> column + "::text";
            default -> column;
        };
    }

    /** The expression of the engine that makes values of the texts that were sent. */
    public String received(String text) {
        if (array) {
            return "coalesce(CAST(CAST(CAST(" + text + " AS JSON) AS VARCHAR[]) AS " + StorageTypes.of(element)
                    + "[]), [])";
        }
        String value = "CAST(" + text + " AS " + StorageTypes.of(element) + ")";
        return switch (kind) {
            case DATE, TIMESTAMP, TIMESTAMPTZ ->
                "CASE WHEN isinf(" + value + ") THEN error(" + text + " || ' is no time that can be held') ELSE "
                        + value + " END";
            default -> value;
        };
    }
}
