package io.pipit.batch.mutate;

import io.pipit.batch.populate.ViewsAnew;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.MergeSql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Lets a change of rows travel to the views of a landing data source: their rows below the edge are made anew from what the data source
 * holds after the change. Each table is one commit that names the change, so a change that died goes on with the tables that lack it.
 */
public final class Cascade {
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
        return plan.views().stream()
                .filter(view -> view.root().equals(root))
                .map(ViewPlan::target)
                .distinct()
                .filter(target -> plan.table(target).orElseThrow().engine().kind() != EngineClause.Kind.NULL)
                .toList();
    }

    /** All tables that have to be at one edge for it. */
    public static SortedSet<String> tables(Plan plan, String root) {
        SortedSet<String> tables = new TreeSet<>(targets(plan, root));
        tables.add(root);
        plan.views().stream()
                .filter(view -> view.root().equals(root))
                .forEach(view -> view.joined().stream()
                        .filter(name -> !name.equals(view.source()))
                        .forEach(tables::add));
        return tables;
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
        List<String> targets = targets(plan, root);
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        TableSpec table = plan.table(root).orElseThrow();
        if (!plan.landing().contains(root) || table.engine().kind() != EngineClause.Kind.MERGE_TREE) {
            return Optional.of(
                    "it is no landing data source of the engine MergeTree, which keeps all rows of its blocks");
        }
        for (String target : targets) {
            boolean others = plan.views().stream()
                    .anyMatch(
                            view -> view.target().equals(target) && !view.root().equals(root));
            boolean copies =
                    plan.copies().values().stream().map(CopyPlan::target).anyMatch(target::equals);
            if (others || copies || plan.landing().contains(target)) {
                return Optional.of("'" + target + "' is fed by others, too");
            }
        }
        return Optional.empty();
    }

    /**
     * Makes the views' rows anew.
     *
     * @param files what the data source holds of the edge after the change
     */
    void run(MutateSpec.Change change, PositionVector position, List<StoredFile> files) {
        TableSpec root = plan.table(change.table()).orElseThrow();
        String rows = held(change.table()).scanSql(root, files);
        Followers followers = Followers.of(plan, change.table());
        Map<String, LakeTable> lacking = new HashMap<>();
        targets(plan, change.table()).stream()
                .filter(target -> !ChangeCommit.done(
                        target, change.id(), held(target).refresh().coverage()))
                .forEach(target -> lacking.put(target, held(target)));
        Map<String, List<LakeFile>> anew = new ViewsAnew(plan, session, change.table(), followers.views(), this::joined)
                .write(rows, view -> lacking.containsKey(view.target()), view -> lacking.get(view.target()));
        for (String target : targets(plan, change.table())) {
            LakeTable table = lacking.get(target);
            if (table == null) {
                continue;
            }
            TableState edge = edge(target);
            List<LakeFile> made = anew.getOrDefault(target, List.of());
            TableChange swap = new TableChange(
                    made,
                    edge.files().stream().map(StoredFile::path).toList(),
                    new ChangeCommit(target, change.id(), position, edge.coverage(), System.currentTimeMillis()),
                    "change:" + change.id());
            if (table.commit(swap).verdict() == Verdict.CONFLICT) {
                throw gone("'" + target + "' has changed since the change began");
            }
        }
    }

    private String joined(String name) {
        TableSpec table = plan.table(name).orElseThrow();
        return merge.merged(table, held(name).scanSql(table, edge(name).files()), false);
    }

    private LakeTable held(String name) {
        return lake.find(name).orElseThrow(() -> gone("the lake has no table '" + name + "' any more"));
    }

    private TableState edge(String name) {
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
