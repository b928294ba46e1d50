package io.pipit.jobs.reconcile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.jobs.reconcile.compare.Comparison;
import io.pipit.jobs.reconcile.compare.Findings;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.compare.SecondLook;
import io.pipit.jobs.reconcile.compare.StreamedComparison;
import io.pipit.jobs.reconcile.shown.ShownTable;
import io.pipit.jobs.reconcile.source.Source;

/** Compares a range of a database's table with what is shown of its data source, by sums where the database makes them. */
public final class RangeComparison {
    private static final int LEAF_ROWS = 50_000;

    private final Source source;
    private final ShownTable shown;
    private final ReconcileRequest request;
    private final long precision;

    /** Of a request. */
    public RangeComparison(
            Source source,
            ShownTable shown,
            TableSpec table,
            ReconcileDefinition definition,
            ReconcileRequest request) {
        this.source = source;
        this.shown = shown;
        this.request = request;
        this.precision = ShownTable.precisionMicros(
                table.column(definition.timeColumn()).orElseThrow().type());
    }

    /** What of the rows is compared. */
    public static Source.Contents contents(ReconcileRequest request) {
        return request.ways() == ReconcileRequest.Ways.BOTH ? Source.Contents.IDS_AND_CONTENTS : Source.Contents.IDS;
    }

    /** The range, as exact as the data source keeps times. */
    public Range range() {
        return asked().aligned(precision);
    }

    /**
     * Compares.
     *
     * @param youngMicros rows of this time and later are too young to be called missing
     * @param skipped so many steps were done before
     */
    public void run(long youngMicros, int skipped, Findings findings) {
        source.checkIds(asked());
        Comparison.Ways ways =
                request.ways() == ReconcileRequest.Ways.BOTH ? Comparison.Ways.BOTH : Comparison.Ways.MISSING;
        if (source.sums()) {
            new Comparison(source, shown, ways, youngMicros, precision, LEAF_ROWS, findings).run(range(), skipped);
        } else {
            new StreamedComparison(source, shown, ways, youngMicros, precision, LEAF_ROWS, findings)
                    .run(range(), each -> source.stream(range(), each));
        }
    }

    /** Looks once more at some of what was found. */
    public SecondLook again() {
        return new SecondLook(source, shown, precision);
    }

    private Range asked() {
        return new Range(request.fromMicros(), request.toMicros());
    }
}
