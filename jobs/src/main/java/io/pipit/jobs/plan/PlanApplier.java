package io.pipit.jobs.plan;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.project.Plan;

/** Makes the topics and the tables of a project before its jobs start, so that jobs and readers find them. */
public final class PlanApplier {
    private final LogSettings logs;
    private final Lake lake;

    /** On an installation. */
    public PlanApplier(LogSettings logs, Lake lake) {
        this.logs = logs;
        this.lake = lake;
    }

    /** Makes what is missing. What a project no longer has is left as it is. */
    public void apply(Plan plan) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            admin.ensure(logs.topics().fresh(), logs.partitions());
            plan.landing().stream()
                    .sorted()
                    .forEach(name -> admin.ensure(logs.topics().log(name), logs.partitions()));
        }
        for (TableSpec table : plan.tables().values()) {
            if (table.engine().kind() != EngineClause.Kind.NULL) {
                lake.ensure(table);
            }
        }
    }
}
