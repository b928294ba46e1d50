package io.pipit.jobs.reconcile.source;

import io.pipit.core.block.Column;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType;
import java.sql.Types;
import java.util.Optional;

/**
 * A value as text that is the same in PostgreSQL and in Pipit's engine, so that hashes of it can be compared. Types whose texts differ
 * between the two (floats, arrays, maps, JSON) have none.
 *
 * @param source the expression of PostgreSQL
 * @param shown that of the engine
 */
public record Canonical(String source, String shown) {
    private static final String ABSENT = "'<null>'";
    private static final int MICRO_DIGITS = 6;

    /** Of a column, filled from an expression of PostgreSQL. */
    static Optional<Canonical> of(Column column, SourceColumns.Typed from) {
        String there = from.sql();
        String here = EngineSession.quoted(column.name());
        DataType type = column.type().bare();
        Optional<Canonical> text = Optional.empty();
        if (type instanceof DataType.StringType) {
            text = Optional.of(new Canonical("(" + there + ")::text", "CAST(" + here + " AS VARCHAR)"));
        } else if (type instanceof DataType.UuidType) {
            text = Optional.of(new Canonical("lower((" + there + ")::text)", "CAST(" + here + " AS VARCHAR)"));
        } else if (type instanceof DataType.IntType) {
            boolean truth = from.type() == Types.BOOLEAN || from.type() == Types.BIT;
            text = Optional.of(new Canonical(
                    "(" + there + ")::" + (truth ? "int" : "numeric(38, 0)") + "::text",
                    "CAST(" + here + " AS VARCHAR)"));
        } else if (type instanceof DataType.BoolType) {
            text = Optional.of(new Canonical("(" + there + ")::boolean::text", "CAST(" + here + " AS VARCHAR)"));
        } else if (type instanceof DataType.DecimalType d) {
            text = Optional.of(new Canonical(
                    "((" + there + ")::numeric(38, " + d.scale() + "))::text", "CAST(" + here + " AS VARCHAR)"));
        } else if (type instanceof DataType.DateTimeType) {
            text = from.time() ? Optional.of(time(there, here, 0)) : Optional.empty();
        } else if (type instanceof DataType.DateTime64Type t) {
            text = from.time() ? Optional.of(time(there, here, t.precision())) : Optional.empty();
        } else if (type instanceof DataType.DateType) {
            text = from.time()
                    ? Optional.of(new Canonical(
                            "((" + there + ")::date - date '1970-01-01')::text",
                            "CAST((" + here + " - DATE '1970-01-01') AS VARCHAR)"))
                    : Optional.empty();
        }
        return text.map(t -> t.withAbsence(column));
    }

    private static Canonical time(String there, String here, int digits) {
        long unit = (long) Math.pow(10, MICRO_DIGITS - Math.min(digits, MICRO_DIGITS));
        return new Canonical(
                "floor(extract(epoch from " + there + ")::numeric * 1000000 / " + unit + ")::bigint::text",
                "CAST(epoch_us(CAST(" + here + " AS TIMESTAMP)) // " + unit + " AS VARCHAR)");
    }

    /** What a value that is not there becomes depends on the column. */
    private Canonical withAbsence(Column column) {
        boolean empty = !column.type().nullable()
                && column.defaultExpression().isEmpty()
                && column.type().bare() instanceof DataType.StringType;
        String absent = empty ? "''" : ABSENT;
        return new Canonical("coalesce(" + source + ", " + absent + ")", "coalesce(" + shown + ", " + absent + ")");
    }
}
