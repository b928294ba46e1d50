package io.pipit.core.sql.aggregate.base;

/** Quantiles and medians. */
final class QuantileAggregates {
    private final Catalog catalog;

    private QuantileAggregates(Catalog catalog) {
        this.catalog = catalog;
    }

    static void addTo(Catalog catalog) {
        QuantileAggregates quantiles = new QuantileAggregates(catalog);
        quantiles.sampled("", QuantileRule.LINEAR, 0, 1, "between the nearest values");
        quantiles.sampled("Deterministic", QuantileRule.LINEAR, 0, 2, "between the nearest values");
        quantiles.sampled("TDigest", QuantileRule.DIGEST, 0, 1, "one of the values, in single precision");
        quantiles.sampled("Timing", QuantileRule.TIMING, 0, 1, "one of the values, in single precision");
        quantiles.sampled("BFloat16", QuantileRule.COARSE, 0, 1, "one of the values, with seven bits of its fraction");
        quantiles.sampled("GK", QuantileRule.NEAREST, 1, 1, "one of the values");
        quantiles.sampled("DD", QuantileRule.BUCKET, 1, 1, "with the relative accuracy of the first parameter");
        quantiles.exact("Exact", QuantileRule.EXACT);
        quantiles.exact("ExactHigh", QuantileRule.EXACT);
        quantiles.exact("ExactLow", QuantileRule.LOW);
        quantiles.exact("ExactInclusive", QuantileRule.LINEAR);
        quantiles.exact("ExactExclusive", QuantileRule.EXCLUSIVE);
        quantiles.weighted("ExactWeighted", false);
        quantiles.weighted("InterpolatedWeighted", false);
        quantiles.weighted("TDigestWeighted", true);
        quantiles.weighted("TimingWeighted", true);
    }

    private void sampled(String suffix, QuantileRule rule, int firstLevel, int arguments, String how) {
        add(
                suffix,
                new QuantileAggregate(rule, false, true, firstLevel, arguments),
                new QuantileAggregate(rule, true, true, firstLevel, arguments),
                how + "; the state is a sample of 8,192");
    }

    private void exact(String suffix, QuantileRule rule) {
        add(
                suffix,
                new QuantileAggregate(rule, false, false, 0, 1),
                new QuantileAggregate(rule, true, false, 0, 1),
                "exact; the state has all values");
    }

    private void weighted(String suffix, boolean single) {
        add(
                suffix,
                new WeightedQuantileAggregate(false, single),
                new WeightedQuantileAggregate(true, single),
                "the second argument is the weight");
    }

    private void add(
            String suffix,
            io.pipit.core.sql.aggregate.Aggregate one,
            io.pipit.core.sql.aggregate.Aggregate many,
            String how) {
        catalog.add("Quantile: " + how + ".", one, "quantile" + suffix);
        catalog.add("Quantiles at several levels.", many, "quantiles" + suffix);
        catalog.add("Median.", one, "median" + suffix);
    }
}
