package io.pipit.batch.copy;

import io.pipit.batch.BatchTask;
import io.pipit.batch.TaskProgress;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;

/** Does parts of a copy run inside a Flink task, each with an engine of its own. */
final class CopyPartOperator extends BatchTask {
    private static final int WRITTEN = 90;

    private final CopySpec spec;
    private long part;

    CopyPartOperator(CopySpec spec) {
        super(spec.lake(), spec.engine());
        this.spec = spec;
    }

    @Override
    protected boolean begins(long next) {
        part = next;
        return true;
    }

    @Override
    protected void work(Lake lake, EngineSession session) {
        Plan plan = compile(spec.project(), "the copy '" + spec.pipe() + "'");
        PipeQueries queries = new PipeQueries(plan);
        TranslatedQuery query = new FrozenTime(spec.runAtMicros()).of(queries.copied(spec.pipe(), spec.parameters()));
        try (TaskProgress progress = progress(session)) {
            progress.stage(1, WRITTEN);
            new CopyPart(spec, plan, query, queries.spread(spec.pipe(), spec.parameters()), lake)
                    .run(session, (int) part);
        }
    }
}
