package io.pipit.serving.query;

import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.SnapshotInfo;
import io.pipit.core.lake.SnapshotPick;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.TableRows;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.state.LeasedFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads tables as the lake had them: no fresh rows, and each table as it was committed then. */
final class AsOfTables {
    private final Lake lake;
    private final MergeSql merge = new MergeSql();

    AsOfTables(Lake lake) {
        this.lake = lake;
    }

    /**
     * The query as the engine runs it.
     *
     * @param when a time, or the id of a snapshot where the query reads one table
     */
    BoundQuery bind(Plan plan, TranslatedQuery asked, String when) {
        TranslatedQuery query = asked.answer();
        Map<String, String> texts = new HashMap<>();
        List<LeasedTable> leased = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        for (String name : query.tables()) {
            TableSpec spec = plan.table(name).orElseThrow(() -> none(name));
            LakeTable table = lake.find(name).orElseThrow(() -> none(name));
            SnapshotInfo picked = SnapshotPick.of(name, table.history(), when);
            TableState state = table.at(picked.id()).orElseThrow(() -> none(name));
            rows += state.rows();
            bytes += state.files().stream()
                    .mapToLong(TableState.StoredFile::bytes)
                    .sum();
            LakeScan scan = table.scan(spec, state.files());
            if (scan.remote()) {
                leased.add(new LeasedFiles(scan));
            }
            TableRows read = new TableRows(List.of(scan::select));
            texts.put(name, merge.read(spec, read, query.mergeFree().contains(name), query.reads(name)));
        }
        return new BoundQuery(query.bind(texts::get), leased, rows, 0, bytes);
    }

    /** Such a query is at no position of today. */
    static PositionVector position() {
        return PositionVector.START;
    }

    private static PipitException none(String name) {
        return new PipitException(
                ErrorCode.UNKNOWN_TABLE, "The lake has no rows of '" + name + "' that could be read as of a time.");
    }
}
