package io.pipit.batch.populate;

import io.pipit.batch.BatchTask;
import io.pipit.batch.FinalTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.batch.TaskProgress;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a filling. */
public final class PopulateJob {
    private static final String TASK = "populate";
    private static final String WHAT = "a filling";
    private static final String ROWS = "pipit.populate.rows";
    private static final int WHOLE = 100;

    private PopulateJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(PopulateSpec spec) {
        String name = "copy populate " + spec.run();
        return spec.parts() > 1
                ? OneTaskJob.graph(name, "part", new Part(spec), spec.parts(), TASK, new Task(spec))
                : OneTaskJob.graph(name, TASK, new Task(spec));
    }

    /** How far it is, of a hundred, by what its tasks have said ({@link BatchTask#SHARES}). */
    public static int percent(PopulateSpec spec, long shares) {
        return (int) Math.min(shares / spec.parts(), WHOLE);
    }

    /** How many rows were written. */
    public static long rows(Map<String, Object> accumulators) {
        return OneTaskJob.number(accumulators.get(ROWS), ROWS);
    }

    private static final class Task extends FinalTask {
        private final PopulateSpec spec;

        Task(PopulateSpec spec) {
            super(spec.lake(), spec.engine(), spec.parts());
            this.spec = spec;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            Plan plan = compile(spec.project(), WHAT);
            if (spec.parts() > 1) {
                report(ROWS, new PopulateWork(spec, plan, lake, session, new TaskProgress()).run());
                return;
            }
            try (TaskProgress progress = shareOf(session)) {
                report(ROWS, new PopulateWork(spec, plan, lake, session, progress).run());
            }
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
            Plan plan = compile(spec.project(), WHAT);
            try (TaskProgress progress = shareOf(session)) {
                new PopulatePart(spec, plan, lake, session, part).run(part, progress);
            }
        }
    }
}
