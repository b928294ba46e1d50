package io.pipit.batch.populate;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.AbsentRows;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ForwardSql;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.MergeSql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows that a filling reads, as relations of the engine: tables as they are pinned, and what views make of a share of the blocks. */
final class PinnedRows {
    private final PopulateSpec spec;
    private final Plan plan;
    private final Lake lake;
    private final EngineSession session;
    private final Share share;
    private final MergeSql merge = new MergeSql();
    private final Map<String, ViewRows> made = new HashMap<>();
    private final Map<String, LakeTable> opened = new HashMap<>();
    private final Map<String, String> accepted = new HashMap<>();

    PinnedRows(PopulateSpec spec, Plan plan, Lake lake, EngineSession session, Share share) {
        this.spec = spec;
        this.plan = plan;
        this.lake = lake;
        this.session = session;
        this.share = share;
    }

    /** What a view makes of its blocks; the same object however often it is asked for. */
    ViewRows rows(ViewPlan view) {
        ViewRows known = made.get(view.feed());
        if (known == null) {
            known = new ViewRows(view, table(view.target()), source(view), this::merged, session);
            made.put(view.feed(), known);
        }
        return known;
    }

    /** The blocks that a view sees: those of the log, or what other views made of them, as a relation with all columns. */
    private String source(ViewPlan view) {
        if (view.source().equals(view.root())) {
            return share.rows(session, view.root(), blocks(view.root()));
        }
        TableSpec table = table(view.source());
        String rows = plan.views().stream()
                .filter(writer ->
                        writer.target().equals(view.source()) && writer.root().equals(view.root()))
                .map(writer -> "SELECT " + hidden() + ", " + names(table) + " FROM ("
                        + rows(writer).withDefaults(table) + ")")
                .collect(Collectors.joining(" UNION ALL "));
        return "(" + rows + ")";
    }

    /** When the first rows of a relation were accepted, as a text: views of one source ask for the same. */
    String accepted(String relation) {
        return accepted.computeIfAbsent(
                relation,
                rows -> session.query("SELECT epoch_us(min(_at)) FROM " + rows + " AS b", found -> {
                    found.next();
                    long micros = found.getLong(1);
                    return found.wasNull() ? "NULL::TIMESTAMP" : "make_timestamp(" + micros + "::BIGINT)";
                }));
    }

    /** A table that a view joins: as it is in its pinned snapshot. */
    String merged(String name) {
        TableSpec table = table(name);
        return merge.merged(table, scan(table), false);
    }

    /** The rows of a table's pinned snapshot as those of the version that is filled, also where the table itself is made anew. */
    String scan(TableSpec table) {
        List<StoredFile> files = pinned(table.name()).files();
        return spec.fills().stream()
                .filter(fill -> fill.forwards() && fill.table().equals(table.name()))
                .findFirst()
                .map(fill -> "(" + forwarded(table, fill.version(), files) + ")")
                .orElseGet(() -> scan(table, files));
    }

    /** A query of rows of some files that hold an older version of a table's columns. */
    String forwarded(TableSpec table, int version, List<StoredFile> files) {
        return new ForwardSql(table).of(old(table, version, files), version);
    }

    /** The same rows as they are. */
    String old(TableSpec table, int version, List<StoredFile> files) {
        TableSpec older = new TableSpec(
                table.name(),
                table.forwards().get(version).from(),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        return "SELECT * FROM " + scan(older, files);
    }

    /** The rows of some files; columns that the lake does not have yet hold what they will hold for rows of before. */
    String scan(TableSpec table, List<StoredFile> files) {
        LakeTable stored = held(table.name());
        List<String> known = stored.columns();
        TableSpec old = new TableSpec(
                table.name(),
                table.columns().stream().filter(c -> known.contains(c.name())).toList(),
                table.engine(),
                table.sortingKey(),
                table.partitionKey());
        String rows = stored.scanSql(old, files);
        if (old.columns().size() == table.columns().size()) {
            return rows;
        }
        String columns = table.columns().stream()
                .map(c -> known.contains(c.name())
                        ? EngineSession.quoted(c.name())
                        : AbsentRows.value(c) + " AS " + EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", "));
        AbsentRows lacking = new AbsentRows(
                table.columns().stream().filter(c -> !known.contains(c.name())).toList());
        return "(SELECT * FROM " + lacking.filled("(SELECT " + hidden() + ", " + columns + " FROM " + rows + ")") + ")";
    }

    /** The blocks of a log in its data source; where nobody has changed rows, a comparison of all of them with one feed costs little. */
    private String blocks(String root) {
        String log = literal(Feed.log(root));
        String change = Feed.change(root);
        String own = pinned(root).coverage().copies().containsKey(change)
                ? " IN (" + log + ", " + literal(change) + ")"
                : " = " + log;
        return "(SELECT * FROM " + scan(table(root)) + " WHERE " + Identity.FEED + own + ")";
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    TableSpec table(String name) {
        return plan.table(name).orElseThrow(() -> gone("'" + name + "' is no data source of the project any more"));
    }

    LakeTable held(String name) {
        return opened.computeIfAbsent(
                name, n -> lake.find(n).orElseThrow(() -> gone("the lake has no table '" + n + "' any more")));
    }

    TableState pinned(String name) {
        Long snapshot = spec.snapshots().get(name);
        if (snapshot == null) {
            throw new PipitException(ErrorCode.INTERNAL, "A filling has no pinned snapshot of '" + name + "'.");
        }
        return held(name).at(snapshot).orElseThrow(() -> gone("snapshot " + snapshot + " of '" + name + "' is gone"));
    }

    private static PipitException gone(String what) {
        return new PipitException(
                ErrorCode.COMMIT_CONFLICT,
                "A table could not be filled: " + what + ". Nothing was changed; try again.");
    }

    static String hidden() {
        return Identity.COLUMNS.stream().map(Identity.HiddenColumn::name).collect(Collectors.joining(", "));
    }

    static String names(TableSpec table) {
        return table.columns().stream()
                .map(Column::name)
                .map(EngineSession::quoted)
                .collect(Collectors.joining(", "));
    }
}
