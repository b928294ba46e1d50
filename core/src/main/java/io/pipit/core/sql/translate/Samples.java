package io.pipit.core.sql.translate;

import io.pipit.core.block.SamplingKey;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.From.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * SAMPLE: the rows whose sampling key lies in a part of its range, the same ones each time. A share is exact; for a number of rows the
 * share is that number by the rows of the table.
 */
final class Samples {
    private Samples() {}

    /** What reads the rows of a sample, for after FROM. */
    static String rows(StoredTable table, String slot, Sample sample) {
        SamplingKey key = table.sampling()
                .orElseThrow(() -> SqlErrors.unsupported(
                        sample.share().position(),
                        "SAMPLE needs a sampling key, which '" + table.name()
                                + "' does not have. Declare one, as in ENGINE_SAMPLING_KEY \"cityHash64(id)\", or take a share "
                                + "of the rows by a condition such as cityHash64(id) % 10 = 0."));
        Ratio share = ratio(sample.share());
        Ratio offset = sample.offset().map(Samples::ratio).orElse(new Ratio(BigInteger.ZERO, BigInteger.ONE));
        if (offset.compareTo(BigDecimal.ONE) > 0) {
            throw SqlErrors.argument(
                    sample.offset().orElseThrow().position(), "OFFSET of SAMPLE takes a share between 0 and 1.");
        }
        BigInteger size = BigInteger.ONE.shiftLeft(key.bits());
        String value = "CAST(" + key.engineSql() + " AS HUGEINT)";
        BigInteger from = offset.of(size);
        String lower = from.signum() == 0 ? "" : value + " >= " + from;
        String upper = "";
        if (share.compareTo(BigDecimal.ONE) > 0) {
            upper = value + " < " + from + " + " + share.of(BigInteger.ONE) + "::HUGEINT * " + size
                    + " // greatest((SELECT count(*) FROM " + slot + "), 1)";
        } else if (offset.plus(share).compareTo(BigDecimal.ONE) < 0) {
            upper = value + " < " + offset.plus(share).of(size);
        }
        String condition = lower.isEmpty() ? upper : upper.isEmpty() ? lower : lower + " AND " + upper;
        return condition.isEmpty() ? slot : "(SELECT * FROM " + slot + " WHERE " + condition + ")";
    }

    /** Shares are exact numbers: of a range of 64 bits a binary fraction would miss the edge. */
    private record Ratio(BigInteger above, BigInteger below) {
        BigInteger of(BigInteger whole) {
            return whole.multiply(above).divide(below);
        }

        Ratio plus(Ratio other) {
            return new Ratio(above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
        }

        int compareTo(BigDecimal other) {
            return new BigDecimal(above).compareTo(other.multiply(new BigDecimal(below)));
        }
    }

    private static Ratio ratio(Expression expression) {
        if (expression instanceof NumberLiteral number) {
            try {
                BigDecimal value = new BigDecimal(number.text().replace("_", ""));
                if (value.signum() >= 0) {
                    int scale = Math.max(0, value.scale());
                    return new Ratio(value.movePointRight(scale).toBigIntegerExact(), BigInteger.TEN.pow(scale));
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // below
            }
        } else if (expression instanceof Call call && call.function().equals("divide")) {
            Ratio above = ratio(call.argument(0));
            Ratio below = ratio(call.argument(1));
            if (below.above.signum() > 0) {
                return new Ratio(above.above.multiply(below.below), above.below.multiply(below.above));
            }
        }
        throw SqlErrors.argument(
                expression.position(), "SAMPLE takes a share such as 0.1 or 1/10, or a number of rows such as 10000.");
    }
}
