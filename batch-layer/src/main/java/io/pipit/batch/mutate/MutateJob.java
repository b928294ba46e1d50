package io.pipit.batch.mutate;

import io.pipit.batch.BatchTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a deletion. */
public final class MutateJob {
    private static final String ROWS = "pipit.mutate.rows";

    private MutateJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(MutateSpec spec, String runId) {
        return OneTaskJob.graph("copy delete " + spec.table() + " " + runId, "delete", new Task(spec));
    }

    /** How many rows, as queries see them, there were to delete. */
    public static long rows(Map<String, Object> accumulators) {
        return OneTaskJob.number(accumulators.get(ROWS), ROWS);
    }

    private static final class Task extends BatchTask {
        private final MutateSpec spec;

        Task(MutateSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            TableSpec table =
                    compile(spec.project(), "the deletion").table(spec.table()).orElseThrow(() -> gone(spec.table()));
            LakeTable held = lake.find(spec.table()).orElseThrow(() -> gone(spec.table()));
            TableState edge = held.at(spec.snapshotId()).orElseThrow(() -> gone("a snapshot of " + spec.table()));
            MutateWork work = new MutateWork(session, held, table);
            report(
                    ROWS,
                    spec.action() == MutateSpec.Action.COUNT
                            ? work.count(edge, spec.condition())
                            : work.delete(edge, spec.condition()));
        }

        private static PipitException gone(String what) {
            return new PipitException(ErrorCode.COMMIT_CONFLICT, "Gone before rows could be deleted: " + what + ".");
        }
    }
}
