package io.pipit.batch.populate;

import io.pipit.batch.BatchTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a filling. */
public final class PopulateJob {
    private static final String TASK = "populate";
    private static final String WHAT = "a filling";
    private static final String ROWS = "pipit.populate.rows";

    private PopulateJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(PopulateSpec spec) {
        String name = "copy populate " + spec.run();
        return spec.parts() > 1
                ? OneTaskJob.graph(name, "part", new Part(spec), spec.parts(), TASK, new Task(spec))
                : OneTaskJob.graph(name, TASK, new Task(spec));
    }

    /** How many rows were written. */
    public static long rows(Map<String, Object> accumulators) {
        return OneTaskJob.number(accumulators.get(ROWS), ROWS);
    }

    private static final class Task extends BatchTask {
        private final PopulateSpec spec;
        private int done;

        Task(PopulateSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        /** Where the work is divided, it is committed when all parts are done. */
        @Override
        protected boolean begins(long part) {
            done++;
            return done == spec.parts();
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            report(ROWS, new PopulateWork(spec, compile(spec.project(), WHAT), lake, session).run());
        }
    }

    private static final class Part extends BatchTask {
        private final PopulateSpec spec;
        private int part;

        Part(PopulateSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        @Override
        protected boolean begins(long next) {
            part = (int) next;
            return true;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            new PopulatePart(spec, compile(spec.project(), WHAT), lake, session, part).run(part);
        }
    }
}
