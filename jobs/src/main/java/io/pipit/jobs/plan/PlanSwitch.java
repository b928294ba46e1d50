package io.pipit.jobs.plan;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
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

    /** A copy that ends between filling and switch makes what was filled stale. */
    private static final int ATTEMPTS = 5;

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
     * Switches.
     *
     * @throws PipitException why it failed; the former version goes on then, unless it is {@code NOT_READY} by readers that need more
     *     time: these follow by themselves
     */
    public void to(Plan former, Plan next, Followers followers) {
        if (sameTables(former, next)) {
            followers.filled();
            followers.tables(next);
            follow(next, followers);
            return;
        }
        change(former, next, Set.of(), followers);
    }

    /**
     * Fills what can be filled without anybody noticing; {@link #to} finds it done then.
     *
     * @param wanted throws when it is not wanted any more
     */
    public void stage(Plan next, Runnable wanted) {
        tables.ahead(next, Set.of(), PlanApplier.Extent.ASIDE, wanted);
    }

    /**
     * Makes the rows of views once more, as if the views had changed.
     *
     * @param plan the live version, compiled anew: readers tell versions apart by the object
     * @param targets tables that only views write to
     */
    public void again(Plan plan, Set<String> targets, Followers followers) {
        change(plan, plan, targets, followers);
    }

    private void change(Plan former, Plan next, Set<String> again, Followers followers) {
        tables.logHold().lock();
        try {
            for (int attempt = 1; !exchanged(former, next, again, followers, attempt); attempt++) {
                LOG.info("The filling begins again.");
            }
        } finally {
            tables.logHold().unlock();
        }
        // Readers go over when the new job has come as far as the former one: they never go back.
        start(next);
        follow(next, followers);
    }

    /** Whether the tables have changed places; not, where somebody changed rows meanwhile that were read. */
    private boolean exchanged(Plan former, Plan next, Set<String> again, Followers followers, int attempt) {
        followers.filling();
        PlanApplier.Ahead ahead = tables.ahead(next, again, PlanApplier.Extent.ALL, followers::filling);
        followers.filled();
        try {
            exchange(ahead, former, next, followers);
            return true;
        } catch (PipitException e) {
            if (e.code() != ErrorCode.COMMIT_CONFLICT || attempt == ATTEMPTS) {
                throw e;
            }
            LOG.info("What was filled is stale: {}", e.getMessage());
            return false;
        }
    }

    private void exchange(PlanApplier.Ahead ahead, Plan former, Plan next, Followers followers) {
        speed.pause();
        try {
            tables.finish(ahead, next, followers::ours).forEach(history::forgetKeys);
        } catch (RuntimeException e) {
            if (!followers.ours()) {
                LOG.warn("The switch is left to the process that leads next: {}", e.getMessage());
                throw e;
            }
            LOG.warn("The project is not switched, the speed job goes on as before: {}", e.getMessage());
            speed.apply(former.files());
            throw e;
        }
        followers.tables(next);
    }

    /** Readers that take long follow by themselves; events may be taken meanwhile. */
    private static void follow(Plan next, Followers followers) {
        try {
            followers.readers(next);
        } finally {
            followers.intake(next);
        }
    }

    /** There is no way back from here: a cluster that does not take the job now is asked again by the supervisor. */
    private void start(Plan next) {
        try {
            speed.apply(next.files());
        } catch (RuntimeException e) {
            LOG.warn("The speed job of the new version could not be submitted yet: {}", e.getMessage());
        }
    }

    private static boolean sameTables(Plan former, Plan next) {
        return former.tables().equals(next.tables())
                && former.landing().equals(next.landing())
                && former.views().equals(next.views());
    }
}
