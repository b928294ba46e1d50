package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.error.Article;

/**
 * Arithmetic of decimals. A result has the digits of the wider operand's class (9, 18, 38); a sum the larger scale, a product both
 * scales, a quotient the scale of what is divided, without rounding.
 */
final class Decimals {
    private static final int[] CLASSES = {9, 18, 38};
    private static final int MOST_SCALE = 18;

    private Decimals() {}

    static Rendered arithmetic(CallSite c, String operator) {
        DataType a = c.type(0).bare();
        DataType b = c.type(1).bare();
        int scale = operator.equals("*") ? scale(a) + scale(b) : Math.max(scale(a), scale(b));
        DecimalType type = new DecimalType(Math.max(digits(a, b), scale), scale);
        if (!operator.equals("*")) {
            return Rendered.of(
                    "(" + SqlText.cast(c.argument(0).number(), type) + " " + operator + " "
                            + SqlText.cast(c.argument(1).number(), type) + ")",
                    type);
        }
        // the engine adds the digits of the factors, of which it holds 38
        String left = SqlText.cast(c.argument(0).number(), new DecimalType(Math.max(18, scale(a)), scale(a)));
        String right = SqlText.cast(c.argument(1).number(), new DecimalType(Math.max(18, scale(b)), scale(b)));
        return Rendered.of("(" + left + " * " + right + ")", type);
    }

    static Rendered divide(CallSite c) {
        DataType a = c.type(0).bare();
        DataType b = c.type(1).bare();
        DecimalType type = new DecimalType(digits(a, b), scale(a));
        String left = whole(c.argument(0), scale(a) + scale(b));
        String right = whole(c.argument(1), scale(b));
        String unit = "CAST(" + "1e-" + scale(a) + " AS DECIMAL(18, " + scale(a) + "))";
        String quotient = "CAST((" + left + " // " + right + ") AS DECIMAL(19, 0))";
        return Rendered.of("(" + quotient + " * " + unit + ")", type);
    }

    /** {@code multiplyDecimal} and {@code divideDecimal}: with the larger scale, or a given one; digits beyond it are cut. */
    static Rendered scaled(CallSite c, boolean quotient) {
        if (!(c.type(0).bare() instanceof DecimalType a) || !(c.type(1).bare() instanceof DecimalType b)) {
            throw c.error("its arguments are " + Article.with(c.type(0)) + " and " + Article.with(c.type(1))
                    + ", where decimals are expected; see toDecimal64");
        }
        int scale = c.size() > 2
                ? c.argument(2)
                        .integer()
                        .filter(n -> n >= 0 && n <= MOST_SCALE)
                        .orElseThrow(() -> c.error("its scale must be a number from 0 to " + MOST_SCALE))
                        .intValue()
                : Math.min(MOST_SCALE, Math.max(a.scale(), b.scale()));
        String left = whole(c.argument(0), a.scale());
        String right = whole(c.argument(1), b.scale());
        int shift = quotient ? scale + b.scale() - a.scale() : scale - a.scale() - b.scale();
        String more = "CAST(1e" + Math.abs(shift) + " AS HUGEINT)";
        String result;
        if (quotient) {
            String by = "CASE WHEN " + right
                    + " = 0 THEN CAST(error('In divideDecimal: division by zero.') AS HUGEINT) ELSE " + right + " END";
            result = shift < 0 ? left + " // (" + by + " * " + more + ")" : left + " * " + more + " // (" + by + ")";
        } else {
            result = left + " * " + right + (shift < 0 ? " // " : " * ") + more;
        }
        String unit = "CAST(1e-" + scale + " AS DECIMAL(18, " + scale + "))";
        return Rendered.of(
                "(CAST((" + result + ") AS DECIMAL(19, 0)) * " + unit + ")",
                new DecimalType(CLASSES[CLASSES.length - 1], scale));
    }

    /** The value times a power of ten, as a whole number. */
    private static String whole(Rendered value, int scale) {
        return "CAST(" + value.number() + " * CAST(1e" + scale + " AS DECIMAL(" + (scale + 1) + ", 0)) AS HUGEINT)";
    }

    private static int digits(DataType a, DataType b) {
        int needed = Math.max(digits(a), digits(b));
        for (int size : CLASSES) {
            if (needed <= size) {
                return size;
            }
        }
        return CLASSES[CLASSES.length - 1];
    }

    private static int digits(DataType type) {
        if (type instanceof DecimalType d) {
            return d.precision();
        }
        return type instanceof IntType i && i.bits() == 64 ? 18 : 9;
    }

    private static int scale(DataType type) {
        return type instanceof DecimalType d ? d.scale() : 0;
    }
}
