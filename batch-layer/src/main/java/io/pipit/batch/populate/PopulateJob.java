package io.pipit.batch.populate;

import io.pipit.batch.BatchTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a filling. */
public final class PopulateJob {
    private static final String ROWS = "pipit.populate.rows";

    private PopulateJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(PopulateSpec spec) {
        return OneTaskJob.graph("copy populate " + spec.run(), "populate", new Task(spec));
    }

    /** How many rows were written. */
    public static long rows(Map<String, Object> accumulators) {
        return OneTaskJob.number(accumulators.get(ROWS), ROWS);
    }

    private static final class Task extends BatchTask {
        private final PopulateSpec spec;

        Task(PopulateSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            report(ROWS, new PopulateWork(spec, compile(spec.project(), "a filling"), lake, session).run());
        }
    }
}
