package io.pipit.batch.mutate;

import io.pipit.batch.mutate.Cascade.Step;
import io.pipit.batch.mutate.MutateWork.ChangedRows;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.cascade.FollowWay;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the targets of a data source's views with what the views make of its rows, at one edge of all of them, and puts right what
 * differs. Where only some rows of the data source are asked for, the groups or blocks that they touch are compared; where all are, also
 * rows of targets that nothing gives are found.
 */
public final class ViewCheck {
    /** Stands for the number of rows of a target that cannot be compared. */
    public static final long NOT_COMPARED = -1;

    private final Plan plan;
    private final EngineSession session;
    private final Cascade cascade;

    ViewCheck(Plan plan, EngineSession session, Cascade cascade) {
        this.plan = plan;
        this.session = session;
        this.cascade = cascade;
    }

    /**
     * Why a target's views are not compared, as a clause; empty where they are. What a view has joined are rows of the moment in which
     * events came.
     */
    public static Optional<String> obstacle(Plan plan, String root, String target) {
        SortedSet<String> joined = new TreeSet<>();
        joined(plan, root, target, joined);
        return joined.isEmpty()
                ? Optional.empty()
                : Optional.of("its rows have what was in " + String.join(", ", joined) + " when they came");
    }

    private static void joined(Plan plan, String root, String target, Set<String> joined) {
        for (ViewPlan view : Followers.of(plan, root).views()) {
            if (view.target().equals(target)) {
                joined.addAll(view.joined());
                if (!view.source().equals(root)) {
                    joined(plan, root, view.source(), joined);
                }
            }
        }
    }

    /**
     * Compares.
     *
     * @param change names it, the data source, and the rows: a condition of the engine
     * @param action {@code REPAIR_VIEWS} puts right what differs
     * @return how many rows of each target differ, or {@link #NOT_COMPARED}
     */
    SortedMap<String, Long> run(
            MutateSpec.Change change, String condition, PositionVector position, MutateSpec.Action action) {
        String root = change.table();
        SortedMap<String, Long> differing = new TreeMap<>();
        Collection<String> targets = Cascade.targets(plan, root);
        List<StoredFile> files = cascade.edge(root).files();
        if (targets.isEmpty() || files.isEmpty()) {
            return differing;
        }
        String rows = cascade.held(root).scanSql(plan.table(root).orElseThrow(), files);
        String asked = "(SELECT * FROM " + rows + " AS t WHERE (" + condition + ") IS TRUE)";
        boolean all = count(asked) == cascade.edge(root).rows();
        Map<String, FollowWay> ways = all ? Map.of() : Cascade.ways(plan, root);
        for (String target : targets) {
            if (obstacle(plan, root, target).isPresent()) {
                differing.put(target, NOT_COMPARED);
            } else if (!cascade.done(change, target)) {
                FollowWay way = ways.getOrDefault(target, new FollowWay.Anew("all rows are asked for"));
                Optional<ChangedRows> some = Optional.of(new ChangedRows(asked, ""));
                differing.put(target, 0L);
                cascade.step(
                        root,
                        rows,
                        target,
                        way,
                        some,
                        step -> differing.put(target, compared(change, target, step, position, action)));
            }
        }
        return differing;
    }

    private long compared(
            MutateSpec.Change change, String target, Step step, PositionVector position, MutateSpec.Action action) {
        TableSpec spec = plan.table(target).orElseThrow();
        LakeTable table = cascade.held(target);
        long found = new RowComparison(session, spec)
                .differing(
                        some(table, spec, cascade.edge(target).files(), step.goes()),
                        some(table, spec, MutateWork.stored(step.add()), Cascade.ALL));
        if (found > 0 && action == MutateSpec.Action.REPAIR_VIEWS) {
            cascade.commit(change, position, target, step);
        } else {
            table.discard(step.add());
        }
        return found;
    }

    private static String some(LakeTable table, TableSpec spec, List<StoredFile> files, String which) {
        return "(SELECT * FROM " + table.scanSql(spec, files) + " AS t WHERE " + which + ")";
    }

    private long count(String relation) {
        return session.queryLong("SELECT count(*) FROM " + relation);
    }
}
