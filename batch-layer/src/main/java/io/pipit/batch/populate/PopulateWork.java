package io.pipit.batch.populate;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ForwardSql;
import io.pipit.core.block.type.TypeDefaults;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.ErrorKind;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.MergeSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Fills tables at an edge: each view runs on the rows of its root in one pinned snapshot, block by block by the identity that the rows
 * carry, so that its rows are those that the speed layer would have made, and its coverage becomes that of the root in the snapshot.
 * Each feed is one commit; one that is in the table already is left out, so that a filling that died is simply run again.
 */
final class PopulateWork {
    private final PopulateSpec spec;
    private final Plan plan;
    private final Lake lake;
    private final EngineSession session;
    private final MergeSql merge = new MergeSql();
    private final Map<String, ViewRows> made = new HashMap<>();

    PopulateWork(PopulateSpec spec, Plan plan, Lake lake, EngineSession session) {
        this.spec = spec;
        this.plan = plan;
        this.lake = lake;
        this.session = session;
    }

    /** Fills; the number of rows that were written. */
    long run() {
        long rows = 0;
        for (Fill fill : spec.fills()) {
            if (fill.rebuilds()) {
                rows += rebuild(fill);
            }
        }
        // A view after those that it reads from.
        for (ViewPlan view : plan.views()) {
            for (Fill fill : spec.fills()) {
                if (fill.feed().equals(view.feed())) {
                    rows += fill(fill, view);
                }
            }
        }
        return rows;
    }

    // --- a table's own rows

    private long rebuild(Fill fill) {
        TableSpec target = table(fill.table());
        LakeTable into = held(fill.into());
        TableState from = pinned(fill.table());
        if (into.refresh().snapshotId() >= 0 || from.snapshotId() < 0) {
            return 0;
        }
        if (fill.version() >= 0) {
            return commit(
                    into,
                    forwarded(fill, target, into),
                    "forward",
                    current -> unless(!current.equals(Coverage.EMPTY), from::coverage));
        }
        String query = "SELECT " + hidden() + ", " + names(target) + " FROM " + scan(target);
        return commit(
                into,
                into.write(session, target, query),
                "rebuild",
                current -> unless(!current.equals(Coverage.EMPTY), from::coverage));
    }

    private List<LakeFile> forwarded(Fill fill, TableSpec target, LakeTable into) {
        TableSpec older = new TableSpec(
                target.name(),
                target.forwards().get(fill.version()).from(),
                EngineClause.MERGE_TREE,
                List.of(),
                PartitionKey.NONE);
        ForwardSql forward = new ForwardSql(target);
        String rows = "SELECT * FROM " + scan(older);
        try {
            return into.write(session, target, forward.of(rows, fill.version()));
        } catch (PipitException e) {
            if (e.code().kind() != ErrorKind.USER) {
                throw e;
            }
            throw new PipitException(
                    ErrorCode.QUERY_FAILED,
                    "The rows of '" + target.name() + "' cannot become those of the new version"
                            + failing(forward.probes(rows, fill.version())) + ": " + e.getMessage()
                            + " Nothing was changed. Write a FORWARD_QUERY that takes such rows, for instance with"
                            + " toInt64OrZero, or delete them first.",
                    e);
        }
    }

    /** Which column does not take a row. */
    private String failing(Map<String, String> probes) {
        for (Map.Entry<String, String> probe : new TreeMap<>(probes).entrySet()) {
            try {
                session.queryLong(probe.getValue());
            } catch (PipitException e) {
                return ", column '" + probe.getKey() + "'";
            }
        }
        return "";
    }

    // --- a view's rows

    private long fill(Fill fill, ViewPlan view) {
        LakeTable into = held(fill.into());
        List<LakeFile> late = new ArrayList<>();
        Coverage covered = Coverage.EMPTY;
        long rows = 0;
        for (Made part : List.of(fromLog(view, into), fromCopies(view, into))) {
            if (part.covered().equals(Coverage.EMPTY)) {
                continue;
            }
            if (fill.late()) {
                late.addAll(part.files());
                covered = covered.and(part.covered());
            } else {
                rows += commit(
                        into,
                        part.files(),
                        "populate:" + view.feed(),
                        current -> unless(current.hasAnyOf(part.covered()), () -> current.and(part.covered())));
            }
        }
        if (!covered.equals(Coverage.EMPTY)) {
            new LateRows(view.feed(), late, covered).note(into, spec.run());
        }
        return rows + late.stream().mapToLong(LakeFile::rows).sum();
    }

    /** Rows of a view, and what they account for. */
    private record Made(List<LakeFile> files, Coverage covered) {
        static final Made NOTHING = new Made(List.of(), Coverage.EMPTY);
    }

    private Made fromLog(ViewPlan view, LakeTable into) {
        TableSpec target = table(view.target());
        FeedCoverage log = pinned(view.root()).coverage().feeds().get(Feed.log(view.root()));
        if (log == null || into.refresh().coverage().feeds().containsKey(view.feed())) {
            return Made.NOTHING;
        }
        ViewRows rows = rows(view);
        String query = "SELECT " + hidden() + ", " + names(target) + " FROM (" + rows.withDefaults(target) + ")";
        List<LakeFile> files = rows.written(() -> into.write(session, target, query));
        FeedCoverage covered =
                new FeedCoverage(log.partitions(), log.freshNext(), log.recentKeys(), setAside(log, rows));
        return new Made(files, Coverage.EMPTY.withFeed(view.feed(), covered));
    }

    /** What copies have written into the tables before a view reaches it, too; each run is a block. */
    private Made fromCopies(ViewPlan view, LakeTable into) {
        Map<String, CopyCoverage> followed = new TreeMap<>();
        List<LakeFile> files = new ArrayList<>();
        for (String name : sources(view)) {
            Map<String, CopyCoverage> runs = new TreeMap<>();
            pinned(name).coverage().copies().forEach((feed, run) -> {
                String own = Feed.follow(feed, view.pipe(), view.node());
                if (Feed.copied(feed)
                        && !Feed.follows(feed)
                        && !into.refresh().coverage().copies().containsKey(own)) {
                    runs.put(feed, run);
                    followed.put(own, run);
                }
            });
            if (!runs.isEmpty()) {
                String feeds = runs.keySet().stream().map(PopulateWork::literal).collect(Collectors.joining(", "));
                String rows =
                        "(SELECT * FROM " + scan(table(name)) + " AS t WHERE " + Identity.FEED + " IN (" + feeds + "))";
                List<ViewPlan> views = Followers.of(plan, name).views();
                new ViewsAnew(plan, session, name, views, this::merged)
                        .write(
                                rows,
                                v -> v.pipe().equals(view.pipe()) && v.node().equals(view.node()),
                                v -> into)
                        .values()
                        .forEach(files::addAll);
            }
        }
        return new Made(files, new Coverage(new TreeMap<>(), new TreeMap<>(followed)));
    }

    /** The tables with rows before a view. */
    private Set<String> sources(ViewPlan view) {
        Set<String> sources = new TreeSet<>();
        if (table(view.source()).engine().kind() != EngineClause.Kind.NULL) {
            sources.add(view.source());
        }
        plan.views().stream()
                .filter(writer -> writer.target().equals(view.source()))
                .forEach(writer -> sources.addAll(sources(writer)));
        return sources;
    }

    private static List<SetAsideBlock> setAside(FeedCoverage log, ViewRows rows) {
        List<SetAsideBlock> all = new ArrayList<>(log.setAside());
        all.addAll(rows.setAside(log));
        return all;
    }

    private ViewRows rows(ViewPlan view) {
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
            return "(SELECT * FROM " + scan(table(view.root())) + " WHERE " + Identity.FEED + " IN ("
                    + literal(Feed.log(view.root())) + ", " + literal(Feed.change(view.root())) + "))";
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

    /** A table that a view joins: as it is in its pinned snapshot. */
    private String merged(String name) {
        TableSpec table = table(name);
        return merge.merged(table, scan(table), false);
    }

    /** The rows of a table's pinned snapshot; columns that the lake does not have yet hold what they will hold for rows of before. */
    private String scan(TableSpec table) {
        LakeTable stored = held(table.name());
        List<String> known = stored.columns();
        TableSpec old = new TableSpec(
                table.name(),
                table.columns().stream().filter(c -> known.contains(c.name())).toList(),
                table.engine(),
                table.sortingKey(),
                table.partitionKey());
        String rows = stored.scanSql(old, pinned(table.name()).files());
        if (old.columns().size() == table.columns().size()) {
            return rows;
        }
        String columns = table.columns().stream()
                .map(c -> known.contains(c.name())
                        ? EngineSession.quoted(c.name())
                        : TypeDefaults.sql(c.type()) + " AS " + EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", "));
        return "(SELECT " + hidden() + ", " + columns + " FROM " + rows + ")";
    }

    // --- parts

    private static long commit(LakeTable into, List<LakeFile> files, String author, CoveragePlan covers) {
        Verdict verdict =
                into.commit(new TableChange(files, List.of(), covers, author)).verdict();
        return verdict == Verdict.COMMIT
                ? files.stream().mapToLong(LakeFile::rows).sum()
                : 0;
    }

    /** Once only: whoever was first has filled it. */
    private static Decision unless(boolean filled, Supplier<Coverage> covered) {
        return filled ? new Decision(Verdict.ALREADY_DONE, null) : new Decision(Verdict.COMMIT, covered.get());
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private TableSpec table(String name) {
        return plan.table(name).orElseThrow(() -> gone("'" + name + "' is no data source of the project any more"));
    }

    private LakeTable held(String name) {
        return lake.find(name).orElseThrow(() -> gone("the lake has no table '" + name + "' any more"));
    }

    private TableState pinned(String name) {
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

    private static String hidden() {
        return Identity.COLUMNS.stream().map(Identity.HiddenColumn::name).collect(Collectors.joining(", "));
    }

    private static String names(TableSpec table) {
        return table.columns().stream()
                .map(Column::name)
                .map(EngineSession::quoted)
                .collect(Collectors.joining(", "));
    }
}
