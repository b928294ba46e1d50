package io.pipit.jobs.reconcile;

import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.shown.ShownTable;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** From when on rows are too young to be called missing: as the definition says, or as late as rows of the last hour came. */
final class Grace {
    private static final long OBSERVED_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final long DEFAULT_MICROS = TimeUnit.SECONDS.toMicros(60);
    private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(5);
    /** So many times as late as almost all rows: the others are later. */
    private static final long TIMES = 3;

    private final ShownTable shown;

    Grace(ShownTable shown) {
        this.shown = shown;
    }

    /**
     * The first microsecond of the young ones.
     *
     * @param nowMicros by the database's clock
     */
    long youngMicros(ReconcileDefinition definition, long nowMicros) {
        return nowMicros
                - definition
                        .grace()
                        .map(grace -> grace.toMillis() * 1_000)
                        .orElseGet(() -> observed(new Range(nowMicros - OBSERVED_MICROS, nowMicros)));
    }

    private long observed(Range lastHour) {
        OptionalLong lag = shown.lagMicros(lastHour);
        return lag.isEmpty() ? DEFAULT_MICROS : Math.max(SHORTEST_MICROS, TIMES * lag.getAsLong());
    }
}
