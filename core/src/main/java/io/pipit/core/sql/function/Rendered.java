package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.BoolType;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * An expression in the engine's text with its type in the dialect.
 *
 * @param sql the text, safe to stand as an operand
 * @param type in the dialect
 * @param logical whether the engine sees a BOOLEAN, as in comparisons, whose type in the dialect is UInt8
 * @param constant the value of a literal: a String, a BigDecimal or a Boolean
 * @param exact whether the engine's type is exactly the storage type, so that no cast is needed
 */
public record Rendered(String sql, DataType type, boolean logical, Optional<Object> constant, boolean exact) {

    /** A value of a type. */
    public static Rendered of(String sql, DataType type) {
        return new Rendered(sql, type, type.bare() instanceof BoolType, Optional.empty(), false);
    }

    /** A condition: UInt8 in the dialect, BOOLEAN for the engine. */
    public static Rendered condition(String sql) {
        return new Rendered(sql, Types.UINT8, true, Optional.empty(), false);
    }

    /** A value whose engine type is known to be the storage type of the type. */
    public static Rendered exact(String sql, DataType type) {
        return new Rendered(sql, type, type.bare() instanceof BoolType, Optional.empty(), true);
    }

    /** A literal. */
    public static Rendered literal(String sql, DataType type, Object constant) {
        return new Rendered(sql, type, type.bare() instanceof BoolType, Optional.of(constant), false);
    }

    /** The text of a text literal. */
    public Optional<String> text() {
        return constant.filter(String.class::isInstance).map(String.class::cast);
    }

    /** The value of an integer literal. */
    public Optional<Integer> integer() {
        return constant.filter(BigDecimal.class::isInstance).map(c -> ((BigDecimal) c).intValue());
    }

    /** As a value: comparisons become numbers. */
    public String value() {
        return logical && !(type.bare() instanceof BoolType) ? "CAST(" + sql + " AS UTINYINT)" : sql;
    }

    /** As a number: also Bool becomes one. */
    public String number() {
        return logical ? "CAST(" + sql + " AS UTINYINT)" : sql;
    }

    /** As a condition: numbers are compared with 0. */
    public String truth() {
        return logical ? sql : "(" + sql + " <> 0)";
    }

    /** In the storage type of its type. */
    public String stored() {
        return exact ? sql : SqlText.cast(value(), type);
    }

    /** The same text with another type. */
    public Rendered as(DataType other) {
        return new Rendered(sql, other, logical, constant, exact);
    }
}
