package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;

/** Which value of a sorted list a level means. */
public enum QuantileRule {
    /** Between the two nearest values. */
    LINEAR,
    /** Between the two nearest values, with the ends of the list beyond the first and the last. */
    EXCLUSIVE,
    /** The value at the place {@code floor(level * count)}, counted from 0. */
    EXACT,
    /** The lower one of the two in the middle; else as EXACT. */
    LOW,
    /** The first value that at least this share of the values does not exceed. */
    NEAREST,
    /** As EXACT, in single precision and at most 30,000. */
    TIMING,
    /** As NEAREST, in single precision. */
    DIGEST,
    /** As NEAREST, with seven bits of the fraction. */
    COARSE,
    /** The value at the place {@code floor(level * (count - 1))}, as the middle of its logarithmic bucket. */
    BUCKET;

    /** Whether results lie between values, so that only numbers and times have them. */
    boolean between() {
        return this == LINEAR || this == EXCLUSIVE;
    }

    /** The type of the result. */
    DataType type(DataType argument) {
        DataType bare = argument.bare();
        if (!Types.number(bare) || bare instanceof DataType.DecimalType) {
            return bare;
        }
        return switch (this) {
            case LINEAR, EXCLUSIVE, COARSE, BUCKET -> Types.FLOAT64;
            case TIMING, DIGEST -> Types.FLOAT32;
            case EXACT, LOW, NEAREST -> bare instanceof DataType.BoolType ? Types.UINT8 : bare;
        };
    }

    /** The value of a list in any order, without NULLs. */
    String of(String list, String level, String accuracy) {
        String sorted = "list_sort(" + list + ")";
        String count = "len(" + list + ")";
        return switch (this) {
            case LINEAR -> "list_aggregate(" + list + ", 'quantile_cont', " + level + ")";
            case NEAREST -> "list_aggregate(" + list + ", 'quantile_disc', " + level + ")";
            case DIGEST -> "CAST(list_aggregate(" + list + ", 'quantile_disc', " + level + ") AS FLOAT)";
            case EXACT -> at(sorted, place(count, level));
            case TIMING ->
                named(
                        at(
                                "list_sort(list_filter(" + list + ", lambda __v: __v >= 0))",
                                place("len(list_filter(" + list + ", lambda __v: __v >= 0))", level)),
                        "CASE WHEN __x IS NULL THEN NULL ELSE CAST(least(floor(__x), 30000) AS FLOAT) END");
            case LOW -> at(sorted, middle(level) ? "(" + count + " + 1) // 2" : place(count, level));
            case COARSE ->
                named(
                        "list_aggregate(" + list + ", 'quantile_disc', " + level + ")",
                        "CASE WHEN __x = 0 THEN 0 ELSE trunc(__x / 2 ** (floor(log2(abs(__x))) - 7)) * 2 ** (floor(log2(abs(__x))) - 7) END");
            case BUCKET ->
                named(at(sorted, "CAST(floor(" + level + " * (" + count + " - 1)) AS BIGINT) + 1"), bucket(accuracy));
            case EXCLUSIVE -> exclusive(sorted, count, level);
        };
    }

    private static boolean middle(String level) {
        return level.matches("(.*[^0-9.])?0?\\.50*(e0)?([^0-9].*)?");
    }

    private static String place(String count, String level) {
        return "CAST(least(floor(" + level + " * " + count + ") + 1, " + count + ") AS BIGINT)";
    }

    private static String at(String list, String place) {
        return "list_extract(" + list + ", " + place + ")";
    }

    private static String named(String value, String body) {
        return "list_extract(list_transform([CAST(" + value + " AS DOUBLE)], lambda __x: " + body + "), 1)";
    }

    private static String bucket(String accuracy) {
        String gamma = "((1 + " + accuracy + ") / (1 - " + accuracy + "))";
        return "CASE WHEN __x = 0 THEN 0 ELSE sign(__x) * 2 * " + gamma + " ** ceil(ln(abs(__x)) / ln(" + gamma
                + ")) / (" + gamma + " + 1) END";
    }

    private static String exclusive(String sorted, String count, String level) {
        String h = "(" + level + " * (" + count + " + 1))";
        String low = "CAST(floor(" + h + ") AS BIGINT)";
        return "CASE WHEN " + h + " < 1 THEN " + at(sorted, "1") + " WHEN " + h + " >= " + count + " THEN "
                + at(sorted, "-1") + " ELSE " + at(sorted, low) + " + (" + h + " - floor(" + h + ")) * ("
                + at(sorted, low + " + 1") + " - " + at(sorted, low) + ") END";
    }

    /** Casts a result to its type: instants lose what is below their unit. */
    String cast(String value, DataType type) {
        return type.bare() instanceof DataType.DateTimeType
                ? "date_trunc('second', " + value + ")"
                : SqlText.cast(value, type);
    }
}
