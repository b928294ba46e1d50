package io.pipit.serving.lambda;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.sql.TableRows;
import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.state.Offsets;
import io.pipit.serving.state.TableView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The source of a copy at one position.
 *
 * @param view its snapshot
 * @param positions by feed, up to where its rows are read
 * @param lake the snapshot's rows
 * @param fresh the fresh rows up to the position
 * @param tables of the engine that these name
 */
public record SourceAt(
        TableView view,
        Map<String, Offsets> positions,
        TableRows lake,
        List<TableRows.Part> fresh,
        List<LeasedTable> tables) {
    /** Copies the collections. */
    public SourceAt {
        positions = Map.copyOf(positions);
        fresh = List.copyOf(fresh);
        tables = List.copyOf(tables);
    }

    /** All rows, unmerged; the empty text for none. */
    String all() {
        return lake.with(fresh).selectAll();
    }

    /** Rows beyond positions; of a table that folds rows of several blocks into one it may be more. The empty text for none. */
    String since(Map<String, Offsets> from, Between files) {
        String rows =
                new TableRows(fresh).with(TableRows.of(files.added()).parts()).selectAll();
        EngineClause.Kind engine = view.spec().engine().kind();
        boolean told = engine == EngineClause.Kind.MERGE_TREE || engine == EngineClause.Kind.REPLACING;
        if (rows.isEmpty() || !told) {
            return rows;
        }
        String streamed = "SELECT * FROM " + rows + " WHERE " + beyond(from);
        String others = files.addedByOthers(streams());
        return "(" + streamed + (others.isEmpty() ? "" : " UNION ALL SELECT * FROM " + others) + ")";
    }

    private String streams() {
        return positions.keySet().stream().map(SourceAt::literal).sorted().collect(Collectors.joining(", "));
    }

    private String beyond(Map<String, Offsets> from) {
        List<String> blocks = new ArrayList<>();
        boolean one =
                positions.size() == 1 && view.snapshot().coverage().copies().isEmpty();
        new TreeMap<>(positions).forEach((feed, to) -> {
            for (int p = 0; p < to.partitions(); p++) {
                long next = from.containsKey(feed) ? from.get(feed).next(p) : 0;
                String named = one ? "" : " AND " + Identity.FEED + " = " + literal(feed);
                blocks.add("(" + Identity.PART + " = " + p + " AND " + Identity.OFF + " >= " + next + named + ")");
            }
        });
        return blocks.isEmpty() ? "false" : String.join(" OR ", blocks);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The files that are here and were not there. */
    static List<StoredFile> beside(List<StoredFile> here, List<StoredFile> there) {
        Set<String> known = there.stream().map(StoredFile::path).collect(Collectors.toCollection(HashSet::new));
        return here.stream().filter(file -> !known.contains(file.path())).toList();
    }
}
