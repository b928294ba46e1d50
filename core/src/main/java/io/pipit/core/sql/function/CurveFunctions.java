package io.pipit.core.sql.function;

/** Areas below the curves that say how well scores tell what has a label from what has none. */
final class CurveFunctions implements FunctionRegistry.Family {
    private static final String NAN = "CAST('nan' AS DOUBLE)";

    @Override
    public void register(FunctionRegistry.Builder f) {
        f.define(
                "arrayROCAUC",
                "scores Array, labels Array, scale Any?",
                "The area below the curve of true over false positives; without scale not divided by their numbers.",
                CurveFunctions::receiver);
        f.alias("arrayROCAUC", "arrayAUC");
        f.define(
                "arrayAUCPR", "scores Array, labels Array", "The area below the curve of precision over recall.", c -> {
                    String positives = scores(c, "s[2]");
                    String all = "list_transform(" + c.sql(0) + ", lambda v: CAST(v AS DOUBLE))";
                    String precision = "len(list_filter(" + positives + ", lambda q: q >= p)) / len(list_filter(" + all
                            + ", lambda q: q >= p))";
                    String area = "list_avg(list_transform(" + positives + ", lambda p: " + precision + "))";
                    return Rendered.exact("coalesce(" + checked(c, area) + ", " + NAN + ")", Types.FLOAT64);
                });
        f.alias("arrayAUCPR", "arrayPRAUC");
    }

    /** Of each pair of a positive and a negative: whether the positive has the higher score, half where both have the same. */
    private static Rendered receiver(CallSite c) {
        String positives = scores(c, "s[2]");
        String negatives = scores(c, "NOT s[2]");
        String below = "len(list_filter(" + negatives + ", lambda n: n < p)) + 0.5e0 * len(list_filter(" + negatives
                + ", lambda n: n = p))";
        String area = "coalesce(list_sum(list_transform(" + positives + ", lambda p: " + below + ")), 0e0)";
        boolean scaled = c.size() < 3 || !c.argument(2).sql().matches("false|0");
        String pairs = "(len(" + positives + ") * len(" + negatives + "))";
        String scaledArea = "CASE WHEN " + pairs + " = 0 THEN " + NAN + " ELSE " + area + " / " + pairs + " END";
        return Rendered.exact(checked(c, scaled ? scaledArea : area), Types.FLOAT64);
    }

    /** The scores of those whose label is as it is asked. */
    private static String scores(CallSite c, String label) {
        return "list_transform(list_filter(list_zip(" + c.sql(0) + ", list_transform(" + c.sql(1)
                + ", lambda l: l > 0)), lambda s: " + label + "), lambda s: CAST(s[1] AS DOUBLE))";
    }

    private static String checked(CallSite c, String area) {
        return "CASE WHEN len(" + c.sql(0) + ") = len(" + c.sql(1) + ") THEN " + area + " ELSE error("
                + SqlText.string(c.function() + " needs as many scores as labels") + ") END";
    }
}
