package io.pipit.batch.copy;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.spread.Spread;
import io.pipit.core.sql.TranslatedQuery;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One part of a run that is divided: reads its share of the rows and writes what comes out. The files are noted for who commits them. */
public final class CopyPart {
    private static final Logger LOG = LoggerFactory.getLogger(CopyPart.class);
    /** Into how many parts one that is too large is divided. */
    static final int FURTHER = 4;

    private static final int MOST = 1024;

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
        WrittenBatches written = new WrittenBatches(table, spec, query);
        if (CopyCommit.done(spec, table.refresh().coverage()).isPresent()
                || written.find(part).isPresent()) {
            return;
        }
        written.note(part, write(session, part, spec.parts()));
    }

    /**
     * The files of a part that memory does not suffice for as a whole, or of all work when there is one part: it is divided further, and
     * what still is too much once more.
     *
     * @throws PipitException {@code OUT_OF_MEMORY} when the groups themselves are too large
     */
    List<LakeFile> smaller(EngineSession session, int part, int parts, PipitException why) {
        if (spread.kind() == Spread.Kind.ONE || (long) parts * FURTHER > MOST) {
            throw why;
        }
        LOG.warn(
                "The copy {} needs more memory than there is, and is divided into {} parts",
                spec.pipe(),
                parts * FURTHER);
        List<LakeFile> files = new ArrayList<>();
        try {
            for (int i = 0; i < FURTHER; i++) {
                // Rows of part p of n are those of the parts p, p + n, p + 2n … of a multiple of n.
                files.addAll(write(session, part + i * parts, parts * FURTHER));
            }
            return files;
        } catch (RuntimeException e) {
            table.discard(files);
            throw e;
        }
    }

    private List<LakeFile> write(EngineSession session, int part, int parts) {
        long number = CopyCommit.nextNumber(spec, pinned.state(target.name()).coverage());
        CopyQuery copy = new CopyQuery(spec, target, number);
        String rows = copy.part(
                query,
                (name, mergeFree) -> name.equals(spread.table())
                        ? pinned.rows(name, mergeFree, spread, part, parts)
                        : pinned.rows(name, mergeFree),
                part,
                parts);
        try {
            return table.write(session, target, rows);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY) {
                throw e;
            }
            return smaller(session, part, parts, e);
        }
    }
}
