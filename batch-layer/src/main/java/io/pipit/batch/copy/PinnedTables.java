package io.pipit.batch.copy;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Plan;
import io.pipit.core.project.spread.Spread;
import io.pipit.core.sql.MergeSql;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The tables of a run as they are at its edge. */
final class PinnedTables {
    private final CopySpec spec;
    private final Plan plan;
    private final Lake lake;
    private final MergeSql merge = new MergeSql();

    PinnedTables(CopySpec spec, Plan plan, Lake lake) {
        this.spec = spec;
        this.plan = plan;
        this.lake = lake;
    }

    LakeTable table(String name) {
        return lake.find(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_TABLE,
                        "The lake has no table '" + name + "'." + NearestName.hint(name, lake.tables())
                                + " Tables are made when the project is applied."));
    }

    /** A table at the edge. */
    TableState state(String name) {
        Long snapshot = spec.snapshots().get(name);
        if (snapshot == null) {
            throw new PipitException(
                    ErrorCode.INTERNAL,
                    "The run " + spec.runId() + " of the copy '" + spec.pipe() + "' has no pinned snapshot of '" + name
                            + "'.");
        }
        if (snapshot < 0) {
            return new TableState(name, -1, Coverage.EMPTY, List.of());
        }
        return table(name)
                .at(snapshot)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.COMMIT_CONFLICT,
                        "Snapshot " + snapshot + " of '" + name + "', pinned for the copy '" + spec.pipe()
                                + "', is gone. The run is repeated with a new edge."));
    }

    /** The engine's text for a table's rows at the edge, merged by its engine clause unless the query merges itself. */
    String rows(String name, boolean mergeFree) {
        TableSpec table = spec(name);
        return merged(table, table(name).scanSql(table, state(name).files()), mergeFree);
    }

    /** The same for what a part of the work reads. */
    String rows(String name, boolean mergeFree, Spread spread, int part, int parts) {
        TableSpec table = spec(name);
        List<StoredFile> files = state(name).files();
        if (spread.kind() == Spread.Kind.BY_FILE) {
            return merged(table, ofFiles(table, files, part, parts), mergeFree);
        }
        String scan = table(name).scanSql(table, files);
        return merged(table, spread.part(scan, part, parts, spec.runAtMicros()), mergeFree);
    }

    /**
     * The rows of some files; of more parts than there are files, some rows of a file. The rows of a part are always those of all parts
     * that it is divided into.
     */
    private String ofFiles(TableSpec table, List<StoredFile> files, int part, int parts) {
        int shares = parts;
        while (shares % CopyPart.FURTHER == 0 && shares / CopyPart.FURTHER >= Math.max(files.size(), spec.parts())) {
            shares /= CopyPart.FURTHER;
        }
        int share = part % shares;
        int step = shares; // of files
        List<StoredFile> bySize = files.stream()
                .sorted(Comparator.comparingLong(StoredFile::bytes).thenComparing(StoredFile::path))
                .toList();
        List<StoredFile> own = IntStream.range(0, bySize.size())
                .filter(i -> i % step == share)
                .mapToObj(bySize::get)
                .toList();
        String scan = table(table.name()).scanSql(table, own);
        return parts <= shares
                ? scan
                : "(SELECT * FROM " + scan + " AS r WHERE hash(" + Identity.PART + ", " + Identity.OFF + ", "
                        + Identity.ROW + ") % " + parts / shares + " = " + part / shares + ")";
    }

    private String merged(TableSpec table, String rows, boolean mergeFree) {
        return mergeFree ? merge.unmerged(table, rows, false) : merge.merged(table, rows, false);
    }

    private TableSpec spec(String name) {
        return plan.table(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.UNKNOWN_TABLE,
                        "No data source '" + name + "'."
                                + NearestName.hint(name, plan.tables().keySet())));
    }
}
