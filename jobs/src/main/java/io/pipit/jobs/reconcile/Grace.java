package io.pipit.jobs.reconcile;

import io.pipit.core.project.reconcile.ReconcileDefinition;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.shown.ShownTable;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** From when on rows are too young to be called missing: as the definition says, or as late as rows of the last hour came. */
public final class Grace {
    private static final long OBSERVED_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final long DEFAULT_MICROS = TimeUnit.SECONDS.toMicros(60);
    private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(5);
    /** So many times as late as almost all rows: the others are later. */
    private static final long TIMES = 3;

    private final ShownTable shown;
    private final List<Range> repairs;

    /**
     * Of a data source.
     *
     * @param repairs when runs have put rows in: these did not take the way that others take
     */
    public Grace(ShownTable shown, List<Range> repairs) {
        this.shown = shown;
        this.repairs = List.copyOf(repairs);
    }

    /** When these runs have put rows in. */
    public static List<Range> repairs(List<ReconcileRun> runs) {
        return runs.stream()
                .filter(run -> run.number(ReconcileRun.Numbers.PUT_IN) > 0)
                .map(run -> new Range(run.startedAtMillis() * 1_000, end(run)))
                .toList();
    }

    /**
     * The first microsecond of the young ones.
     *
     * @param nowMicros by the database's clock
     */
    public long youngMicros(ReconcileDefinition definition, long nowMicros) {
        return nowMicros
                - definition
                        .grace()
                        .map(grace -> grace.toMillis() * 1_000)
                        .orElseGet(() -> observed(new Range(nowMicros - OBSERVED_MICROS, nowMicros)));
    }

    private long observed(Range lastHour) {
        OptionalLong lag = shown.lagMicros(lastHour, repairs);
        return lag.isEmpty() ? DEFAULT_MICROS : Math.max(SHORTEST_MICROS, TIMES * lag.getAsLong());
    }

    private static long end(ReconcileRun run) {
        return run.ended() ? run.endedAtMillis() * 1_000 : Long.MAX_VALUE;
    }
}
