package io.pipit.batch.compact;

import io.pipit.batch.BatchTask;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import java.util.Optional;

/** Compacts one table after the other inside a Flink task, until they are done or others should have the slot. */
final class CompactOperator extends BatchTask {
    private final CompactSpec spec;

    CompactOperator(CompactSpec spec) {
        super(spec.lake(), spec.engine());
        this.spec = spec;
    }

    @Override
    protected void work(Lake lake, EngineSession session) {
        Plan plan = compile(spec.project(), "the compaction");
        FileGroups groups = new FileGroups(spec.policy());
        CompactSlice.Done done = new CompactSlice(spec.policy(), System::nanoTime)
                .run(spec.tables(), (name, budget) -> {
                    Optional<TableSpec> table = plan.table(name);
                    Optional<LakeTable> held = lake.find(name);
                    return table.isEmpty() || held.isEmpty()
                            ? CompactOutcome.NONE
                            : new CompactTable(table.get(), held.get(), groups, CompactSteps.NONE).run(session, budget);
                });
        CompactJob.report(done, this::report);
    }
}
