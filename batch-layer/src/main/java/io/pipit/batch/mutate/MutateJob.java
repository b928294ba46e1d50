package io.pipit.batch.mutate;

import io.pipit.batch.BatchTask;
import io.pipit.batch.OneTaskJob;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink batch job of a change of rows. */
public final class MutateJob {
    private static final String REMOVED = "pipit.mutate.removed";
    private static final String ADDED = "pipit.mutate.added";
    private static final String REPEATED = "pipit.mutate.repeated";
    private static final String LEFT = "pipit.mutate.left";
    private static final String VIEW = "pipit.mutate.view.";
    private static final String NAME = "copy change ";

    private MutateJob() {}

    /** The job, ready to be submitted. */
    public static StreamGraph graph(MutateSpec spec) {
        return OneTaskJob.graph(name(spec.change().id()), "change", new Task(spec));
    }

    /** What the job of a change is called. */
    public static String name(String changeId) {
        return NAME + changeId;
    }

    /** What the job did, or would do. */
    public static MutateWork.Outcome outcome(Map<String, Object> accumulators) {
        return new MutateWork.Outcome(
                OneTaskJob.number(accumulators.get(REMOVED), REMOVED),
                OneTaskJob.number(accumulators.get(ADDED), ADDED),
                OneTaskJob.number(accumulators.get(REPEATED), REPEATED) == 1);
    }

    /** What became of blocks that were set aside. */
    public static SetAsideReplay.Outcome blocks(Map<String, Object> accumulators) {
        return new SetAsideReplay.Outcome(
                OneTaskJob.number(accumulators.get(REMOVED), REMOVED),
                OneTaskJob.number(accumulators.get(ADDED), ADDED),
                OneTaskJob.number(accumulators.get(LEFT), LEFT));
    }

    /** How many rows of each target of views differ, see {@link ViewCheck}. */
    public static SortedMap<String, Long> views(Map<String, Object> accumulators) {
        SortedMap<String, Long> differing = new TreeMap<>();
        accumulators.forEach((name, value) -> {
            if (name.startsWith(VIEW)) {
                differing.put(name.substring(VIEW.length()), OneTaskJob.number(value, name));
            }
        });
        return differing;
    }

    private static final class Task extends BatchTask {
        private final MutateSpec spec;

        Task(MutateSpec spec) {
            super(spec.lake(), spec.engine());
            this.spec = spec;
        }

        @Override
        protected void work(Lake lake, EngineSession session) {
            String name = spec.change().table();
            Plan plan = compile(spec.project(), "the change");
            TableSpec table = plan.table(name).orElseThrow(() -> gone(name));
            LakeTable held = lake.find(name).orElseThrow(() -> gone(name));
            TableState edge = held.at(spec.snapshots().get(name)).orElseThrow(() -> gone("a snapshot of " + name));
            MutateWork work = new MutateWork(session, held, table);
            PositionVector position = PositionVector.parse(spec.edge());
            Cascade cascade = new Cascade(plan, lake, session, spec.snapshots());
            String condition = spec.change().condition();
            switch (spec.action()) {
                case CHECK_VIEWS, REPAIR_VIEWS ->
                    new ViewCheck(plan, session, cascade)
                            .run(spec.change(), work.translated(condition), position, spec.action())
                            .forEach((target, rows) -> report(VIEW + target, rows));
                case RUN_SET_ASIDE ->
                    tell(new SetAsideReplay(plan, session, cascade)
                            .run(name, spec.change().id()));
                case COUNT -> tell(new MutateWork.Outcome(work.count(edge, condition), 0, false));
                case CHANGE -> tell(changed(work, edge, position, cascade));
            }
        }

        private MutateWork.Outcome changed(MutateWork work, TableState edge, PositionVector position, Cascade cascade) {
            MutateWork.Outcome outcome = work.change(edge, position, spec.change());
            if (spec.views() == MutateSpec.Views.FOLLOW) {
                cascade.run(spec.change(), position, work.left(), work.changed());
            }
            return outcome;
        }

        private void tell(SetAsideReplay.Outcome done) {
            report(REMOVED, done.closed());
            report(ADDED, done.rows());
            report(LEFT, done.left());
        }

        private void tell(MutateWork.Outcome outcome) {
            report(REMOVED, outcome.removed());
            report(ADDED, outcome.added());
            report(REPEATED, outcome.repeated() ? 1 : 0);
        }

        private static PipitException gone(String what) {
            return new PipitException(ErrorCode.COMMIT_CONFLICT, "Gone before rows could be changed: " + what + ".");
        }
    }
}
