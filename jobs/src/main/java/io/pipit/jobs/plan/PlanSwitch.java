package io.pipit.jobs.plan;

import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.RunHistory;
import io.pipit.jobs.speed.SpeedSupervisor;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from one version of a project to the next. What can be filled from the lake is filled first, beside what is live; then the speed
 * job is stopped for the moment in which tables change places, so that it cannot write rows of the old SQL into a new table; where only
 * queries have changed it is left alone.
 */
public final class PlanSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(PlanSwitch.class);

    private final PlanApplier tables;
    private final SpeedSupervisor speed;
    private final RunHistory history;

    /** Of an installation. */
    public PlanSwitch(PlanApplier tables, SpeedSupervisor speed, RunHistory history) {
        this.tables = tables;
        this.speed = speed;
        this.history = history;
    }

    /**
     * Switches. When it fails, the speed job goes on with the former version.
     *
     * @param meanwhile what else has to follow the tables before the new speed job starts: readers, intake
     */
    public void to(Plan former, Plan next, Runnable meanwhile) {
        if (sameTables(former, next)) {
            meanwhile.run();
            return;
        }
        change(former, next, Set.of(), meanwhile);
    }

    /**
     * Makes the rows of views once more, as if the views had changed.
     *
     * @param plan the live version, compiled anew: readers tell versions apart by the object
     * @param targets tables that only views write to
     */
    public void again(Plan plan, Set<String> targets, Runnable meanwhile) {
        change(plan, plan, targets, meanwhile);
    }

    private void change(Plan former, Plan next, Set<String> again, Runnable meanwhile) {
        PlanApplier.Ahead ahead = tables.ahead(next, again);
        speed.pause();
        try {
            tables.finish(ahead, next).forEach(history::forgetKeys);
            meanwhile.run();
        } catch (RuntimeException e) {
            LOG.warn("The project is not switched, the speed job goes on as before: {}", e.getMessage());
            speed.apply(former.files());
            throw e;
        }
        speed.apply(next.files());
    }

    private static boolean sameTables(Plan former, Plan next) {
        return former.tables().equals(next.tables())
                && former.landing().equals(next.landing())
                && former.views().equals(next.views());
    }
}
