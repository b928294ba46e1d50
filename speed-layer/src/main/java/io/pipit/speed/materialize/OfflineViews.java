package io.pipit.speed.materialize;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.replica.JoinedTables;
import java.util.List;

/** Runs views on blocks outside of any job, by the job's own code: what tests of a project see is what the job would write. */
public final class OfflineViews {
    /**
     * What the views made.
     *
     * @param rows of each view that gave any, with their identity
     * @param failures blocks that a view could not take, as the job would set them aside
     */
    public record Result(List<ViewRows> rows, List<Failure> failures) {}

    /** Rows that a feed writes into a table, as an Arrow IPC stream. */
    public record ViewRows(String feed, String table, byte[] ipc) {}

    /** A block that failed for a feed. */
    public record Failure(String feed, String error) {}

    private final SpeedPlan plan;
    private final EngineSession session;
    private final JoinedTables joined;

    /** Runs in this session, which gets temporary tables. */
    public OfflineViews(SpeedPlan plan, EngineSession session, JoinedTables joined) {
        this.joined = joined;
        this.plan = plan;
        this.session = session;
    }

    /** Runs every view of a landing data source on blocks of its log. */
    public Result run(String landing, List<StoredBlock> blocks) {
        BlockViews views = new BlockViews(plan, landing, session, joined);
        views.check();
        ViewResults results = views.run(blocks, Progress.NONE);
        return new Result(
                results.rows().stream()
                        .map(r -> new ViewRows(r.feed(), r.table(), r.ipc()))
                        .toList(),
                results.poison().stream()
                        .map(p -> new Failure(p.feed(), p.error()))
                        .toList());
    }
}
