package io.pipit.batch.compact;

import io.pipit.batch.OneTaskJob;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The Flink batch job of a compaction.
 *
 * <pre>
 *   one record ─► compact: for each table small files ─► one sorted file a partition and size ─► commit
 * </pre>
 *
 * It ends before all tables are done when it has taken long enough: whoever submitted it goes on with the others.
 */
public final class CompactJob {
    /** How the names of these jobs begin. */
    public static final String NAME = "compact";

    private static final String PREFIX = "pipit.compact.";
    private static final String LOOKED = "looked";

    private CompactJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(CompactSpec spec, String runId) {
        return OneTaskJob.graph(NAME + " " + runId, NAME, new CompactOperator(spec));
    }

    static void report(CompactSlice.Done done, ObjLongConsumer<String> report) {
        CompactOutcome outcome = done.outcome();
        report.accept(PREFIX + LOOKED, done.looked());
        report.accept(PREFIX + "tables", outcome.tables());
        report.accept(PREFIX + "files_before", outcome.filesBefore());
        report.accept(PREFIX + "files_after", outcome.filesAfter());
        report.accept(PREFIX + "rows_before", outcome.rowsBefore());
        report.accept(PREFIX + "rows_after", outcome.rowsAfter());
        report.accept(PREFIX + "bytes_before", outcome.bytesBefore());
        report.accept(PREFIX + "bytes_after", outcome.bytesAfter());
        report.accept(PREFIX + "overtaken", outcome.overtaken());
    }

    /** What the job left behind when it finished, by the accumulators' names. */
    public static CompactOutcome outcome(Map<String, Object> accumulators) {
        return new CompactOutcome(
                number(accumulators, "tables"),
                number(accumulators, "files_before"),
                number(accumulators, "files_after"),
                number(accumulators, "rows_before"),
                number(accumulators, "rows_after"),
                number(accumulators, "bytes_before"),
                number(accumulators, "bytes_after"),
                number(accumulators, "overtaken"));
    }

    /** How many of its tables, from the first on, it looked at before its time was over; at least one. */
    public static int looked(Map<String, Object> accumulators) {
        return (int) number(accumulators, LOOKED);
    }

    private static long number(Map<String, Object> accumulators, String name) {
        return OneTaskJob.number(accumulators.get(PREFIX + name), name);
    }
}
