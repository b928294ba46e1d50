package io.pipit.jobs.copy;

import io.pipit.batch.copy.Batches;
import io.pipit.core.error.Counted;
import io.pipit.core.jdbc.JdbcConnections;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.foreign.AskedColumns;
import io.pipit.core.project.spread.Spread;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Into how many parts runs of copies are divided: as many as there are free slots, where the query allows it and the table is large enough
 * to be worth it.
 */
public final class Spreading {
    private static final int MOST = 64;
    private static final long WORTH_ROWS = 1_000_000;

    private final Lake lake;
    private final IntSupplier slots;
    private final long fromRows;

    /**
     * Over slots.
     *
     * @param fromRows smaller tables are read by one task
     */
    public Spreading(Lake lake, IntSupplier slots, long fromRows) {
        this.lake = lake;
        this.slots = slots;
        this.fromRows = fromRows;
    }

    /** Over a lake, on a cluster that has so many free slots. */
    public static Spreading over(Lake lake, IntSupplier slots) {
        return new Spreading(lake, slots, WORTH_ROWS);
    }

    /**
     * How a run is done, for people.
     *
     * @param spread how its query may be divided
     * @param rows of the table that is divided, as far as the lake has them
     * @param parts into which it would be divided now
     * @param why what there is to say
     */
    public record Division(Spread spread, long rows, int parts, String why) {}

    /** The queries of runs, which ask other databases for the columns that they read. */
    static PipeQueries queries(Plan plan) {
        return new PipeQueries(plan, new AskedColumns(new JdbcConnections()));
    }

    /** How a run is done now. */
    public Division of(String pipe, Map<String, List<String>> parameters, Plan plan) {
        Spread spread = queries(plan).spread(pipe, parameters);
        if (Batches.of(parameters).isPresent()) {
            return new Division(spread, 0, 1, "one task: its batches are done one after the other");
        }
        if (spread.kind() == Spread.Kind.ONE) {
            return new Division(spread, 0, 1, spread.describe());
        }
        var state = lake.find(spread.table()).map(table -> table.refresh());
        long rows = state.map(held -> held.rows()).orElse(0L);
        int most = spread.kind() == Spread.Kind.BY_FILE
                ? state.map(held -> held.files().size()).orElse(0)
                : MOST;
        int free = Math.min(Math.min(slots.getAsInt(), MOST), most);
        if (rows < fromRows || free < 2) {
            String few = rows < fromRows
                    ? "it has only " + Counted.of(rows, "row")
                    : "one slot is free, or there is one file";
            return new Division(spread, rows, 1, spread.describe() + ", which is not worth it now: " + few);
        }
        return new Division(spread, rows, free, spread.describe());
    }
}
