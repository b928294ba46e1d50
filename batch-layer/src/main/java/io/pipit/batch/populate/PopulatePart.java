package io.pipit.batch.populate;

import io.pipit.batch.TaskProgress;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;

/** One task of several that fill: writes the rows of its share for every piece of the filling, and notes them for the one that commits. */
final class PopulatePart {
    private final PopulateSpec spec;
    private final Plan plan;
    private final PinnedRows rows;
    private final FillRows writer;

    PopulatePart(PopulateSpec spec, Plan plan, Lake lake, EngineSession session, int part) {
        this.spec = spec;
        this.plan = plan;
        Share share = new Share(part, spec.parts());
        this.rows = new PinnedRows(spec, plan, lake, session, share);
        this.writer = new FillRows(plan, rows, session, share);
    }

    void run(int part, TaskProgress progress) {
        PartNotes notes = new PartNotes(spec);
        int pieces = 0;
        for (Fill fill : spec.fills()) {
            progress.step(pieces++, spec.fills().size());
            if (fill.rebuilds() && writer.lacks(fill)) {
                notes.put(rows.held(fill.into()), fill, part, writer.rebuilt(fill));
            }
            for (ViewPlan view : plan.views()) {
                if (fill.feed().equals(view.feed())) {
                    writer.lacks(fill, view)
                            .ifPresent(log ->
                                    notes.put(rows.held(fill.into()), fill, part, writer.ofView(fill, view, log)));
                }
            }
        }
    }
}
