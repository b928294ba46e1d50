package io.pipit.cli.embedded;

import io.pipit.core.project.Plan;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.plan.Followers;
import java.util.List;

/** The processes that answer queries and take events for a stack that only controls them. */
interface OtherProcesses extends Followers {
    /**
     * The tables of the first version are there.
     *
     * @param anew those that were made anew
     */
    void begin(DeploymentStore versions, Plan first, List<String> anew);

    /** Returns when no process that answers queries shows rows of a data source for which a condition of the dialect is true. */
    void awaitGone(String dataSource, String condition);
}
