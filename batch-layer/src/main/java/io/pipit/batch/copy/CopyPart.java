package io.pipit.batch.copy;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.spread.Spread;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;

/** One part of a run that is divided: reads its share of the rows and writes what comes out. The files are noted for who commits them. */
public final class CopyPart {
    private final CopySpec spec;
    private final TranslatedQuery query;
    private final Spread spread;
    private final PinnedTables pinned;
    private final LakeTable table;
    private final TableSpec target;

    /** Of a run; {@code query} is the pipe's, at the time of the run. */
    public CopyPart(CopySpec spec, Plan plan, TranslatedQuery query, Spread spread, Lake lake) {
        this.spec = spec;
        this.query = query;
        this.spread = spread;
        this.pinned = new PinnedTables(spec, plan, lake);
        this.target = plan.table(plan.copies().get(spec.pipe()).target()).orElseThrow();
        this.table = pinned.table(target.name());
    }

    /** Does a part, from 0, unless an earlier try of the run has done it over the same edge, or the run is in the target. */
    public void run(EngineSession session, int part) {
        WrittenBatches written = new WrittenBatches(table, spec);
        if (CopyCommit.done(spec, table.refresh().coverage()).isPresent()
                || written.find(part).isPresent()) {
            return;
        }
        long number = CopyCommit.nextNumber(spec, pinned.state(target.name()).coverage());
        String rows = new CopyQuery(spec, target, number)
                .part(
                        query,
                        (name, mergeFree) -> name.equals(spread.table())
                                ? pinned.rows(name, mergeFree, spread, part, spec.parts())
                                : pinned.rows(name, mergeFree),
                        part,
                        spec.parts());
        List<LakeFile> files = table.write(session, target, rows);
        written.note(part, files);
    }
}
