package io.pipit.jobs.mutation;

import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.Edge;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which rows a replay is about, and what to say of it. */
public final class QuarantinedRows {
    private QuarantinedRows() {}

    /**
     * The quarantine of a data source.
     *
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE} with the nearest name for one that has none
     */
    public static String tableOf(String dataSource, Plan plan) {
        if (!plan.landing().contains(dataSource)) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_DATA_SOURCE,
                    "There is no data source '" + dataSource + "' with a quarantine."
                            + NearestName.hint(dataSource, plan.landing()) + " There are "
                            + String.join(", ", new TreeSet<>(plan.landing())) + ".");
        }
        return QuarantineTable.nameOf(dataSource);
    }

    /** The data source of a quarantine. */
    public static String sourceOf(String table) {
        return table.substring(0, table.length() - QuarantineTable.nameOf("").length());
    }

    /** Rows that were there at an edge and can be sent once more: of the engine, over hidden columns. Later ones are not among them. */
    static String upTo(Edge edge, String table) {
        String below = edge.position().next().entrySet().stream()
                .map(QuarantinedRows::below)
                .distinct()
                .collect(Collectors.joining(" OR "));
        String feed = "'" + Feed.log(sourceOf(table)).replace("'", "''") + "'";
        // What is no JSON was never an event, and will not be one: it stays as it is.
        return "json_valid(" + QuarantineTable.RAW + ") AND (_feed <> " + feed + (below.isEmpty() ? "" : " OR " + below)
                + ")";
    }

    private static String below(Map.Entry<LogPartition, Long> partition) {
        return "(_part = " + partition.getKey().partition() + " AND _off < " + partition.getValue() + ")";
    }

    static String note(RowChange.Replay sent) {
        if (sent.pieces() == 0) {
            return "There was nothing to be sent once more.";
        }
        return Counted.of(sent.rows(), "row fits now and is", "rows fit now and are") + " in the data source; "
                + Counted.of(
                        sent.quarantined(),
                        "does not, and is quarantined with what is wrong with it now.",
                        "do not, and are quarantined with what is wrong with them now.");
    }
}
