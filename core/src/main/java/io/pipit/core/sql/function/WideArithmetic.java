package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.IntType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Arithmetic of 64-bit integers. Where a result does not fit, the dialect drops its upper bits, while the engine fails. So values that are
 * small enough are computed plainly, which costs little to find out, and others with twice the bits.
 */
final class WideArithmetic {
    /** An operand's text stands three times in the result; longer ones are computed with twice the bits at once. */
    private static final int SHORT_TEXT = 120;

    private static final BigInteger MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(63);
    private static final BigInteger SUMMAND = BigInteger.ONE.shiftLeft(62);
    private static final BigInteger FACTOR = BigInteger.valueOf(3_037_000_499L);

    private WideArithmetic() {}

    /** Whether a result may not fit: it has 64 bits, and so has an operand. */
    static boolean needed(DataType a, DataType b, DataType result) {
        return result instanceof IntType type && type.bits() == 64 && (wide(a) || wide(b));
    }

    private static boolean wide(DataType type) {
        return type.bare() instanceof IntType i && i.bits() >= 64;
    }

    /** The text {@code a operator b} for {@code +}, {@code -} and {@code *}. */
    static String text(Rendered a, String operator, Rendered b, IntType type) {
        String left = a.number();
        String right = b.number();
        String wrapped = wrapped(left, operator, right, type);
        if (left.length() + right.length() > SHORT_TEXT) {
            return wrapped;
        }
        BigInteger limit = operator.equals("*") ? FACTOR : SUMMAND;
        List<String> conditions = new ArrayList<>();
        condition(a, limit, conditions);
        condition(b, limit, conditions);
        String plain = "(" + SqlText.cast(left, type) + " " + operator + " " + SqlText.cast(right, type) + ")";
        return conditions.isEmpty()
                ? plain
                : "CASE WHEN " + String.join(" AND ", conditions) + " THEN " + plain + " ELSE " + wrapped + " END";
    }

    private static void condition(Rendered operand, BigInteger limit, List<String> conditions) {
        boolean small = !wide(operand.type())
                || operand.constant()
                        .filter(BigDecimal.class::isInstance)
                        .map(c -> ((BigDecimal) c).toBigInteger().abs().compareTo(limit) < 0)
                        .orElse(false);
        if (small && limit.equals(SUMMAND)) {
            return;
        }
        boolean signed = operand.type().bare() instanceof IntType i && i.signed();
        conditions.add(
                signed ? operand.number() + " BETWEEN -" + limit + " AND " + limit : operand.number() + " <= " + limit);
    }

    private static String wrapped(String left, String operator, String right, IntType type) {
        boolean unsignedProduct = operator.equals("*") && !type.signed();
        String wide = unsignedProduct ? "UHUGEINT" : "HUGEINT";
        String exact = "(CAST(" + left + " AS " + wide + ") " + operator + " CAST(" + right + " AS " + wide + "))";
        if (!type.signed()) {
            return SqlText.cast("(" + exact + " & " + MASK + ")", type);
        }
        return SqlText.cast("(((" + exact + " + " + HALF + ") & " + MASK + ") - " + HALF + ")", type);
    }

    /** A 64-bit integer without sign as one with a sign. */
    static String signed(String sql, IntType type) {
        String low = "(((CAST(" + sql + " AS HUGEINT) + " + HALF + ") & " + MASK + ") - " + HALF + ")";
        return sql.length() > SHORT_TEXT
                ? SqlText.cast(low, type)
                : "CASE WHEN " + sql + " < " + HALF + " THEN " + SqlText.cast(sql, type) + " ELSE "
                        + SqlText.cast(low, type) + " END";
    }
}
