package io.pipit.batch.compact;

import io.pipit.batch.BatchTask;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import java.util.Optional;

/** Compacts one table after the other inside a Flink task, until the work of a run is done. */
final class CompactOperator extends BatchTask {
    private final CompactSpec spec;

    CompactOperator(CompactSpec spec) {
        super(spec.lake(), spec.engine());
        this.spec = spec;
    }

    @Override
    protected void work(Lake lake, EngineSession session) {
        Plan plan = compile(spec.project(), "the compaction");
        CompactOutcome done = CompactOutcome.NONE;
        for (String name : spec.tables()) {
            long left = spec.policy().runBytes() - done.bytesBefore();
            Optional<TableSpec> table = plan.table(name);
            Optional<LakeTable> held = lake.find(name);
            if (left > 0 && table.isPresent() && held.isPresent()) {
                FileGroups groups = new FileGroups(spec.policy());
                done = done.plus(
                        new CompactTable(table.get(), held.get(), groups, CompactSteps.NONE).run(session, left));
            }
        }
        CompactJob.report(done, this::report);
    }
}
