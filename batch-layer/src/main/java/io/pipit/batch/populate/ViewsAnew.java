package io.pipit.batch.populate;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Makes the rows of views of one landing data source from rows of it that are given, block by block as the speed layer does. */
public final class ViewsAnew {
    private final Plan plan;
    private final EngineSession session;
    private final String root;
    private final String rootRows;
    private final UnaryOperator<String> joined;
    private final Map<String, ViewRows> made = new HashMap<>();

    /**
     * Of a data source.
     *
     * @param rootRows a relation of its rows, with hidden columns
     * @param joined gives the engine's text that reads a table beside the source
     */
    public ViewsAnew(Plan plan, EngineSession session, String root, String rootRows, UnaryOperator<String> joined) {
        this.plan = plan;
        this.session = session;
        this.root = root;
        this.rootRows = rootRows;
        this.joined = joined;
    }

    /** Writes what all views of the data source make for one table; nothing is committed. */
    public List<LakeFile> write(LakeTable into, TableSpec target) {
        List<LakeFile> files = new ArrayList<>();
        for (ViewPlan view : plan.views()) {
            if (view.root().equals(root) && view.target().equals(target.name())) {
                ViewRows rows = rows(view);
                files.addAll(rows.written(() -> into.write(
                        session, target, "SELECT " + columns(target) + " FROM (" + rows.withDefaults(target) + ")")));
            }
        }
        return files;
    }

    private ViewRows rows(ViewPlan view) {
        ViewRows known = made.get(view.feed());
        if (known == null) {
            known = new ViewRows(view, plan.table(view.target()).orElseThrow(), source(view), joined, session);
            made.put(view.feed(), known);
        }
        return known;
    }

    private String source(ViewPlan view) {
        if (view.source().equals(root)) {
            return rootRows;
        }
        TableSpec table = plan.table(view.source()).orElseThrow();
        return plan.views().stream()
                .filter(writer -> writer.target().equals(view.source()))
                .map(writer ->
                        "SELECT " + columns(table) + " FROM (" + rows(writer).withDefaults(table) + ")")
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private static String columns(TableSpec table) {
        return Identity.COLUMNS.stream().map(Identity.HiddenColumn::name).collect(Collectors.joining(", ")) + ", "
                + table.columns().stream()
                        .map(Column::name)
                        .map(EngineSession::quoted)
                        .collect(Collectors.joining(", "));
    }
}
