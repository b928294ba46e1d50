package io.pipit.batch.mutate;

import io.pipit.batch.mutate.MutateWork.ChangedRows;
import io.pipit.batch.mutate.TouchedRows.Touched;
import io.pipit.batch.populate.ViewsAnew;
import io.pipit.batch.rewrite.RowRemoval;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.cascade.FollowPlanner;
import io.pipit.core.project.cascade.FollowWay;
import io.pipit.core.sql.MergeSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets a change of rows travel to the views of a data source: their rows below the edge that it touches are made anew from what the data
 * source holds after the change, all of them where it cannot be told which ({@link FollowWay}). Each table is one commit that names the change, so a change that died goes on with the tables that lack it.
 */
public final class Cascade {
    /** All rows go, or count. */
    static final String ALL = "true";

    private final Plan plan;
    private final Lake lake;
    private final EngineSession session;
    private final Map<String, Long> snapshots;
    private final MergeSql merge = new MergeSql();

    Cascade(Plan plan, Lake lake, EngineSession session, Map<String, Long> snapshots) {
        this.plan = plan;
        this.lake = lake;
        this.session = session;
        this.snapshots = snapshots;
    }

    /** The tables that views of a data source write, in the order in which they read each other. */
    public static List<String> targets(Plan plan, String root) {
        return Followers.of(plan, root).targets();
    }

    /** All tables that have to be at one edge for it. */
    public static SortedSet<String> tables(Plan plan, String root) {
        SortedSet<String> tables = new TreeSet<>(Followers.of(plan, root).tables());
        tables.add(root);
        return tables;
    }

    /** How each of them follows. */
    public static Map<String, FollowWay> ways(Plan plan, String root) {
        FollowPlanner planner = new FollowPlanner(plan, root);
        Map<String, FollowWay> ways = new LinkedHashMap<>();
        targets(plan, root).forEach(target -> ways.put(target, planner.way(target)));
        return ways;
    }

    /**
     * Refuses a data source whose views cannot be made anew.
     *
     * @throws PipitException {@code INVALID_PARAMETER} with the reason
     */
    public static void check(Plan plan, String root) {
        obstacle(plan, root).ifPresent(why -> {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The views of '" + root + "' cannot follow the change: " + why
                            + ". Leave --cascade out; views keep what they have counted then.");
        });
    }

    /** Why the views of a data source cannot follow a change of its rows, as a clause; empty where they can, or where there are none. */
    public static Optional<String> obstacle(Plan plan, String root) {
        Followers followers = Followers.of(plan, root);
        if (followers.targets().isEmpty()) {
            return Optional.empty();
        }
        TableSpec table = plan.table(root).orElseThrow();
        if (table.engine().kind() != EngineClause.Kind.MERGE_TREE) {
            return Optional.of("its engine is not MergeTree, which keeps all rows of its blocks");
        }
        long logs = plan.views().stream()
                .filter(view -> view.source().equals(root))
                .map(ViewPlan::root)
                .distinct()
                .count();
        if (logs > 1) {
            return Optional.of("it gets rows of several logs");
        }
        return followers.obstacle();
    }

    /**
     * Makes the views' rows anew.
     *
     * @param files what the data source holds of the edge after the change
     * @param changed what went and came; where that is not known, all rows are made anew
     */
    void run(MutateSpec.Change change, PositionVector position, List<StoredFile> files, Optional<ChangedRows> changed) {
        if (changed.filter(rows -> rows.went().isEmpty() && rows.came().isEmpty())
                .isPresent()) {
            return;
        }
        String root = change.table();
        String left = held(root).scanSql(plan.table(root).orElseThrow(), files);
        Map<String, FollowWay> ways = changed.isPresent() && !files.isEmpty() ? ways(plan, root) : Map.of();
        for (String target : targets(plan, root)) {
            if (done(change, target)) {
                continue;
            }
            FollowWay way = ways.getOrDefault(target, new FollowWay.Anew("nothing tells what is touched"));
            step(root, left, target, way, changed, step -> commit(change, position, target, step));
        }
    }

    /** Whether an earlier try has done it. */
    boolean done(MutateSpec.Change change, String target) {
        return ChangeCommit.done(target, change.id(), held(target).refresh().coverage());
    }

    /**
     * What one table of views gets and loses.
     *
     * @param add files of the rows that come
     * @param goes which rows of the edge go: of the engine, for a relation that is called t
     */
    record Step(List<LakeFile> add, String goes) {}

    /** Lets the rows of a step take the place of those that go. */
    void commit(MutateSpec.Change change, PositionVector position, String target, Step step) {
        ChangeCommit once =
                new ChangeCommit(target, change.id(), position, edge(target).coverage(), System.currentTimeMillis());
        LakeTable table = held(target);
        List<LakeFile> add = new ArrayList<>(step.add());
        List<String> remove =
                edge(target).files().stream().map(StoredFile::path).toList();
        if (!step.goes().equals(ALL)) {
            RowRemoval.Result gone =
                    new RowRemoval(session, table, plan.table(target).orElseThrow()).of(edge(target), step.goes());
            add.addAll(gone.add());
            remove = gone.remove();
        }
        TableChange swap = new TableChange(add, remove, once, "change:" + change.id());
        if (table.commit(swap).verdict() == Verdict.CONFLICT) {
            throw gone("'" + target + "' has changed since the change began");
        }
    }

    /** Gives away what a target of views gets and loses, unless nothing of it is touched; it holds as long as the receiver works. */
    void step(
            String root,
            String left,
            String target,
            FollowWay way,
            Optional<ChangedRows> changed,
            Consumer<Step> receiver) {
        TableSpec spec = plan.table(target).orElseThrow();
        Followers followers = Followers.of(plan, root);
        List<ViewPlan> writers = followers.views().stream()
                .filter(view -> view.target().equals(target))
                .toList();
        if (way instanceof FollowWay.Anew) {
            List<LakeFile> add = written(root, writers, view -> left, ALL);
            boolean all = followers.all(target) || spec.engine().kind() != EngineClause.Kind.MERGE_TREE;
            receiver.accept(new Step(add, all ? ALL : ofViews(root, followers, writers)));
            return;
        }
        TableSpec table = plan.table(root).orElseThrow();
        try (TouchedRows rows = new TouchedRows(session, table, left, changed.orElseThrow())) {
            Touched touched =
                    way instanceof FollowWay.ByKeys byKeys ? rows.byKeys(spec, byKeys) : rows.byBlocks(writers);
            if (touched.count() == 0) {
                return;
            }
            String condition = spec.engine().kind() == EngineClause.Kind.MERGE_TREE
                    ? ofViews(root, followers, writers) + " AND " + touched.condition()
                    : touched.condition();
            List<LakeFile> add = written(root, writers, view -> touched.needed().get(view.feed()), touched.condition());
            receiver.accept(new Step(add, condition));
        }
    }

    /** Rows of the views that come through the table: others have put rows there, too. */
    private String ofViews(String root, Followers followers, List<ViewPlan> writers) {
        SortedSet<String> feeds = new TreeSet<>();
        for (ViewPlan view : writers) {
            feeds.addAll(followers.streams(view));
            edge(root).coverage().copies().keySet().stream()
                    .filter(Feed::copied)
                    .forEach(copy -> feeds.add(Feed.follow(copy, view.pipe(), view.node())));
        }
        return Identity.FEED + " IN (" + feeds.stream().map(Cascade::literal).collect(Collectors.joining(", ")) + ")";
    }

    private List<LakeFile> written(String root, List<ViewPlan> writers, Function<ViewPlan, String> rows, String which) {
        ViewsAnew anew =
                new ViewsAnew(plan, session, root, Followers.of(plan, root).views(), this::joined);
        List<LakeFile> files = new ArrayList<>();
        for (ViewPlan writer : writers) {
            anew.write(
                            "(SELECT * FROM " + rows.apply(writer) + " AS t WHERE " + counted(root, writer) + ")",
                            writer::equals,
                            view -> held(view.target()),
                            which)
                    .values()
                    .forEach(files::addAll);
        }
        return files;
    }

    /** Blocks that were set aside for a view, or for one that it reads from, stay so. */
    private String counted(String root, ViewPlan writer) {
        SortedSet<String> blocks = new TreeSet<>();
        for (ViewPlan view : before(root, writer)) {
            FeedCoverage coverage =
                    plan.table(view.target()).orElseThrow().engine().kind() == EngineClause.Kind.NULL
                            ? null
                            : edge(view.target()).coverage().feeds().get(view.feed());
            if (coverage != null) {
                coverage.setAside()
                        .forEach(
                                block -> blocks.add("(" + block.partition().partition() + ", " + block.offset() + ")"));
            }
        }
        return blocks.isEmpty()
                ? "true"
                : "NOT (" + Identity.FEED + " NOT LIKE 'copy:%' AND " + Identity.FEED + " NOT LIKE 'change:%' AND ("
                        + Identity.PART + ", " + Identity.OFF + ") IN (" + String.join(", ", blocks) + "))";
    }

    private List<ViewPlan> before(String root, ViewPlan writer) {
        List<ViewPlan> views = new ArrayList<>(List.of(writer));
        if (!writer.source().equals(root)) {
            Followers.of(plan, root).views().stream()
                    .filter(view -> view.target().equals(writer.source()))
                    .forEach(view -> views.addAll(before(root, view)));
        }
        return views;
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    String joined(String name) {
        TableSpec table = plan.table(name).orElseThrow();
        return merge.merged(table, held(name).scanSql(table, edge(name).files()), false);
    }

    LakeTable held(String name) {
        return lake.find(name).orElseThrow(() -> gone("the lake has no table '" + name + "' any more"));
    }

    TableState edge(String name) {
        return held(name)
                .at(snapshots.getOrDefault(name, -1L))
                .orElseThrow(() -> gone("a snapshot of '" + name + "' is gone"));
    }

    private static PipitException gone(String what) {
        return new PipitException(
                ErrorCode.COMMIT_CONFLICT,
                "Views could not follow a change of rows: " + what + ". "
                        + "It is done again with a new edge: "
                        + "tables that have it already are left as they are.");
    }
}
