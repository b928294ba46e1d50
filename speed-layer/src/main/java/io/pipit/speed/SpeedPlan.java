package io.pipit.speed;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A compiled project as the speed job sees it: which landing log feeds which tables. */
public final class SpeedPlan {
    private final Plan plan;
    private final Map<String, String> freshKeys;

    /** Of a plan. */
    public SpeedPlan(Plan plan) {
        this.plan = plan;
        this.freshKeys = plan.freshKeys();
    }

    /**
     * Compiles the texts.
     *
     * @throws PipitException {@code INVALID_PROJECT} with every error, when there are any
     */
    public static SpeedPlan compile(ProjectFiles files) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files);
        return new SpeedPlan(compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The speed job got a project that does not compile:\n"
                                + compiled.problems().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("\n")))));
    }

    /** The landing data sources, in the order of their names. */
    public SortedSet<String> landing() {
        return new TreeSet<>(plan.landing());
    }

    /** A table that is known to the plan. */
    public TableSpec table(String name) {
        return plan.table(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INTERNAL, "The plan names the table '" + name + "' but does not have it."));
    }

    /** The views of a landing data source, a view after those that it reads from. */
    public List<ViewPlan> views(String landing) {
        return plan.views().stream().filter(v -> v.root().equals(landing)).toList();
    }

    /** The tables that views read beside their sources. */
    public SortedSet<String> joined() {
        SortedSet<String> joined = new TreeSet<>();
        plan.views().stream().filter(v -> plan.landing().contains(v.root())).forEach(v -> joined.addAll(v.joined()));
        return joined;
    }

    /** The views that write to a table as events arrive. */
    public List<ViewPlan> writers(String table) {
        return plan.views().stream()
                .filter(v -> v.target().equals(table) && plan.landing().contains(v.root()))
                .toList();
    }

    /** What names a view's rows in the fresh topic. */
    public String freshKey(String feed) {
        return freshKeys.get(feed);
    }

    /** The stored tables that a landing log feeds, by itself and through views. */
    public List<Target> targets(String landing) {
        List<Target> targets = new ArrayList<>();
        addStored(targets, raw(landing));
        addStored(targets, quarantine(landing));
        views(landing).forEach(v -> addStored(targets, of(v)));
        return targets;
    }

    /** The events of a landing data source. */
    public static Target raw(String landing) {
        return new Target(landing, Feed.log(landing));
    }

    /** What did not fit. */
    public static Target quarantine(String landing) {
        return new Target(QuarantineTable.nameOf(landing), Feed.log(landing));
    }

    /** What a view writes. */
    public static Target of(ViewPlan view) {
        return new Target(view.target(), view.feed());
    }

    /** Whether the lake holds the table's rows: a table with the engine Null only passes them on to views. */
    public boolean stored(Target target) {
        return table(target.table()).engine().kind() != EngineClause.Kind.NULL;
    }

    /** Every stored table that the speed job feeds. */
    public Collection<String> tables() {
        SortedSet<String> tables = new TreeSet<>();
        landing().forEach(l -> targets(l).forEach(t -> tables.add(t.table())));
        return tables;
    }

    private void addStored(List<Target> targets, Target target) {
        if (stored(target) && !targets.contains(target)) {
            targets.add(target);
        }
    }
}
