package io.pipit.jobs.plan;

import io.pipit.batch.populate.Fill;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.plan.TableStep.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a version of a project does to the tables of the lake, decided before anything is done.
 *
 * <p>Rows that have to be made otherwise come from the lake where that gives what the log would give: from the table itself when only
 * its layout or its columns change, else from the raw rows at the root of its views. Everything else is derived from the log again.
 */
final class PlanSteps {
    private final Plan plan;
    private final Lake lake;
    private final Optional<Predicate<TableState>> worthFilling;
    private final Set<String> again;
    private final KeptLogs logs;
    private final Wishes wishes;
    private final Map<String, TableStep> steps = new TreeMap<>();
    private final Map<String, LakeTable> opened = new HashMap<>();
    private final MadeBy madeBy;

    /**
     * Looks at the lake.
     *
     * @param again targets of views whose rows are made once more, although they are what the plan says
     * @param worthFilling whether rows of a table are to be read from the lake rather than from its log; empty where nothing can be
     *     filled
     * @param madeBy the version of the project that made the tables
     * @throws PipitException {@code INVALID_PROJECT} when rows would be lost
     */
    PlanSteps(
            Plan plan,
            Lake lake,
            KeptLogs logs,
            Optional<Predicate<TableState>> worthFilling,
            Set<String> again,
            MadeBy madeBy) {
        this.madeBy = madeBy;
        this.plan = plan;
        this.logs = logs;
        this.wishes = new Wishes(plan);
        this.lake = lake;
        this.worthFilling = worthFilling;
        this.again = Set.copyOf(again);
        // Roots first: whether a view can be filled depends on what happens to its root.
        plan.landing().forEach(this::decide);
        plan.tables().keySet().forEach(this::decide);
    }

    /** The steps, by name of the table. */
    List<TableStep> all() {
        return List.copyOf(steps.values());
    }

    /** What is filled before the switch. */
    List<Fill> fills() {
        List<Fill> fills = new ArrayList<>();
        for (TableStep step : steps.values()) {
            if (step.kind() == Kind.REBUILD) {
                fills.add(older(step)
                        .map(version -> Fill.forward(step.name(), step.successor(), version))
                        .orElseGet(() -> Fill.rebuild(step.name(), step.successor())));
            }
        }
        for (ViewPlan view : plan.views()) {
            TableStep step = steps.get(view.target());
            if (step == null) {
                continue; // its engine keeps no rows
            }
            if (step.kind() == Kind.REFILL || step.kind() == Kind.FILL && fillable(view)) {
                fills.add(Fill.view(view.feed(), view.target(), step.successor()));
            } else if (step.kind() == Kind.KEEP && lacks(view) && fillable(view)) {
                fills.add(Fill.view(view.feed(), view.target(), view.target()));
            }
        }
        return fills;
    }

    /** Views that begin with the events from here on. */
    List<ViewPlan> beginningNow() {
        return plan.views().stream()
                .filter(view -> steps.containsKey(view.target()) && wishes.skipsHistory(view) && lacks(view))
                .toList();
    }

    /** Opened once, since each opening reads what the catalog and the table's files say; who wants its rows asks it for the newest. */
    private Optional<LakeTable> held(String name) {
        if (!opened.containsKey(name)) {
            lake.find(name).ifPresent(table -> opened.put(name, table));
        }
        return Optional.ofNullable(opened.get(name));
    }

    private void decide(String name) {
        TableSpec table = plan.table(name).orElseThrow();
        if (table.engine().kind() == EngineClause.Kind.NULL || steps.containsKey(name)) {
            return;
        }
        Fingerprint wanted = Fingerprint.of(table, plan);
        Optional<Fingerprint> found = found(name, wanted);
        steps.put(name, new TableStep(table, kind(table, held(name), found, wanted), found, wanted));
    }

    private Optional<Fingerprint> found(String name, Fingerprint wanted) {
        List<String> altered = writers(name).stream()
                .filter(wishes::keepsRows)
                .map(ViewPlan::feed)
                .toList();
        return held(name)
                .flatMap(t -> Fingerprint.parse(t.fingerprint()))
                .map(f -> f.altered(altered, wanted))
                .map(f -> madeBy.complete(f, name, wanted));
    }

    /** A view that comes back has its rows made again, as a new one has; where that cannot be, it goes on where it stopped. */
    private Kind kind(TableSpec table, Optional<LakeTable> held, Optional<Fingerprint> found, Fingerprint wanted) {
        try {
            return kindOf(table, held, found, wanted);
        } catch (PipitException e) {
            boolean back = found.filter(was -> was.gone(wanted)).isPresent();
            if (!back || !goesOn(table.name(), held.orElseThrow().refresh())) {
                throw e;
            }
            return kindOf(table, held, found.map(Fingerprint::neverGone), wanted);
        }
    }

    private Kind kindOf(TableSpec table, Optional<LakeTable> held, Optional<Fingerprint> found, Fingerprint wanted) {
        if (held.isEmpty()) {
            return anyFillable(table) ? Kind.FILL : Kind.NEW;
        }
        boolean asked = again.contains(table.name());
        if (!asked
                && worthFilling.isPresent()
                && found.flatMap(f -> f.older(table)).isPresent()) {
            return comesBack(table.name(), held.get().refresh(), wanted) ? Kind.TAKE_BACK : Kind.REBUILD;
        }
        if (!asked && (found.isEmpty() || found.get().keeps(wanted))) {
            return anyFillable(table) && held.get().refresh().snapshotId() < 0 ? Kind.FILL : Kind.KEEP;
        }
        TableState state = held.get().refresh();
        boolean back = !asked && comesBack(table.name(), state, wanted);
        if (back
                && !(changed(state)
                        && takesOver(table.name(), state, true, found.get(), wanted)
                        && viewsAreMadeOf(table.name()))) {
            return Kind.TAKE_BACK;
        }
        boolean copied = state.coverage().copies().keySet().stream()
                .anyMatch(feed -> !Feed.follows(feed) && !replacing(feed, table.name()));
        boolean whole = roots(table.name()).allMatch(logs::whole);
        if (!asked && takesOver(table.name(), state, whole, found.get(), wanted)) {
            return Kind.REBUILD;
        }
        String why = asked ? "its rows would be made again" : found.get().difference(wanted);
        List<ViewPlan> writers = writers(table.name());
        boolean onlyViews = !plan.landing().contains(table.name())
                && !writers.isEmpty()
                && state.coverage().copies().keySet().stream()
                        .allMatch(feed ->
                                Feed.follows(feed) || Feed.change(table.name()).equals(feed));
        if (copied && !onlyViews) {
            throw lost(table, why, "copies have appended, or files brought, which no log has");
        }
        if (onlyViews
                && writers.stream().anyMatch(this::fillable)
                && writers.stream().allMatch(view -> readable(view) || begins(view))) {
            return Kind.REFILL;
        }
        if (state.coverage().copies().keySet().stream().anyMatch(feed -> Feed.follows(feed) && !replacing(feed))) {
            throw lost(table, why, "copies have appended, which no log has");
        }
        if (!whole && state.rows() > 0) {
            throw lost(table, why, "its log no longer has, since it was trimmed");
        }
        return Kind.DERIVE;
    }

    /**
     * Whether a table's own rows become those of the new layout, rather than what its feeds would make again. What only copies have
     * written nothing makes again before their next run.
     */
    private boolean takesOver(String table, TableState state, boolean whole, Fingerprint found, Fingerprint wanted) {
        if (worthFilling.isEmpty()) {
            return false;
        }
        boolean fed = plan.landing().contains(table) || !writers(table).isEmpty();
        if (!fed) {
            return state.snapshotId() >= 0 && found.sameColumns(wanted);
        }
        boolean written = state.coverage().copies().keySet().stream().anyMatch(feed -> !Feed.follows(feed));
        return found.sameRows(wanted)
                && (written || !whole || worthFilling.get().test(state));
    }

    /** The version of its columns that the rows of a table have, when others have to be made of them. */
    private static Optional<Integer> older(TableStep step) {
        return step.found().flatMap(found -> found.older(step.table()));
    }

    /** Whether nothing of the log behind a view is in the lake yet: all of it is still to come. */
    private boolean begins(ViewPlan view) {
        return held(view.root())
                .map(root -> !root.refresh().coverage().feeds().containsKey(Feed.log(view.root())))
                .orElse(true);
    }

    private List<ViewPlan> writers(String table) {
        return plan.views().stream().filter(v -> v.target().equals(table)).toList();
    }

    /** The landing data sources that a table is derived from. */
    private Stream<String> roots(String table) {
        return Stream.concat(
                plan.landing().stream().filter(table::equals),
                writers(table).stream().map(ViewPlan::root));
    }

    private boolean anyFillable(TableSpec table) {
        return writers(table.name()).stream().anyMatch(this::fillable);
    }

    /** Whether the table that this one took the place of is what is wanted, and nothing has happened since that it would not know. */
    private boolean comesBack(String table, TableState now, Fingerprint wanted) {
        return held(TableStep.former(table))
                .filter(former -> Fingerprint.parse(former.fingerprint())
                        .filter(f -> f.isOf(wanted))
                        .isPresent())
                .map(LakeTable::refresh)
                .filter(was -> was.coverage().copies().equals(now.coverage().copies()))
                .filter(was -> goesOn(table, was))
                .isPresent();
    }

    /**
     * Whether views are to be filled from a table. One that takes its place again cannot be read before it does, and the log still has
     * rows that were deleted; so it is laid out anew instead.
     */
    private boolean viewsAreMadeOf(String root) {
        return plan.views().stream()
                .filter(view -> view.root().equals(root) && !wishes.skipsHistory(view))
                .map(view -> plan.table(view.target()).orElseThrow())
                .filter(target -> target.engine().kind() != EngineClause.Kind.NULL)
                .anyMatch(this::madeAnew);
    }

    private boolean madeAnew(TableSpec target) {
        Fingerprint wanted = Fingerprint.of(target, plan);
        Optional<LakeTable> held = held(target.name());
        boolean kept = held.isPresent()
                && found(target.name(), wanted).filter(f -> !f.keeps(wanted)).isEmpty();
        boolean lacking = writers(target.name()).stream().anyMatch(view -> !wishes.skipsHistory(view) && lacks(view));
        return kept
                ? lacking
                : held.isEmpty() || !comesBack(target.name(), held.get().refresh(), wanted);
    }

    /** Whether the logs still have everything that follows a state of a table. */
    boolean goesOn(String table, TableState state) {
        Map<String, FeedCoverage> feeds = state.coverage().feeds();
        return (!plan.landing().contains(table) || logs.goesOn(table, feeds.get(Feed.log(table))))
                && writers(table).stream()
                        .filter(view -> plan.landing().contains(view.root()))
                        .allMatch(view -> logs.goesOn(view.root(), feeds.get(view.feed())));
    }

    /** Whether the lake has every row that the view would have seen, and reading them there is worth the while. */
    private boolean fillable(ViewPlan view) {
        return readable(view)
                && (!copied(view).isEmpty()
                        || changed(rows(view.root()))
                        || !logs.whole(view.root())
                        || worthFilling.orElseThrow().test(rows(view.root())));
    }

    /** Whether the lake has every row that the view would have seen. */
    private boolean readable(ViewPlan view) {
        if (wishes.skipsHistory(view) && !again.contains(view.target())) {
            return false;
        }
        List<String> copied = copied(view);
        if (worthFilling.isEmpty() || !copied.stream().allMatch(name -> keepsAllRows(name) || keepsRuns(name))) {
            return false;
        }
        if (!plan.landing().contains(view.root())) {
            return !copied.isEmpty();
        }
        return keepsAllRows(view.root()) && rows(view.root()).coverage().feeds().containsKey(Feed.log(view.root()));
    }

    private TableState rows(String table) {
        return held(table).orElseThrow().refresh();
    }

    /** Whether rows were deleted or replaced: the log still has the old ones. */
    private static boolean changed(TableState root) {
        return root.coverage().copies().keySet().stream().anyMatch(feed -> !Feed.copied(feed));
    }

    private boolean keepsAllRows(String table) {
        decide(table); // views come after what they read
        TableStep step = steps.get(table);
        return step != null
                && step.table().engine().kind() == EngineClause.Kind.MERGE_TREE
                && (step.kind() == Kind.KEEP || step.kind() == Kind.REBUILD && step.keptAllRows());
    }

    /** Whether a table that merges rows still has those of copies as they were written, and nobody has taken any out. */
    private boolean keepsRuns(String table) {
        decide(table);
        TableStep step = steps.get(table);
        Coverage held = rows(table).coverage();
        return step != null
                && step.kind() == Kind.KEEP
                && !changed(rows(table))
                && held.copies().entrySet().stream()
                        .filter(copy -> !Feed.follows(copy.getKey()))
                        .allMatch(copy -> copy.getValue().asWritten());
    }

    /** The tables before a view into which copies have written: no log has these rows. */
    private List<String> copied(ViewPlan view) {
        return sources(view).stream()
                .filter(name -> held(name).stream()
                        .flatMap(held -> held.refresh().coverage().copies().keySet().stream())
                        .anyMatch(feed -> Feed.copied(feed) && !Feed.follows(feed)))
                .toList();
    }

    private Set<String> sources(ViewPlan view) {
        Set<String> sources = new TreeSet<>(Set.of(view.source()));
        plan.views().stream()
                .filter(writer -> writer.target().equals(view.source()))
                .forEach(writer -> sources.addAll(sources(writer)));
        return sources;
    }

    private boolean lacks(ViewPlan view) {
        Coverage held =
                held(view.target()).map(table -> table.refresh().coverage()).orElse(Coverage.EMPTY);
        return plan.landing().contains(view.root()) && !held.feeds().containsKey(view.feed())
                || copied(view).stream()
                        .flatMap(name -> held(name).orElseThrow().refresh().coverage().copies().keySet().stream())
                        .filter(feed -> Feed.copied(feed) && !Feed.follows(feed))
                        .anyMatch(feed -> !held.copies().containsKey(Feed.follow(feed, view.pipe(), view.node())));
    }

    private PipitException lost(TableSpec table, String why, String rows) {
        return new PipitException(
                ErrorCode.INVALID_PROJECT,
                "The data source '" + table.name() + "' cannot be changed like this: " + why
                        + ", and it holds rows that " + rows + ". Give the data source"
                        + " another name, or undo the change; new columns may be added.");
    }

    private boolean replacing(String feed) {
        return plan.copies().values().stream()
                .anyMatch(copy ->
                        Feed.copy(copy.pipe()).equals(Feed.origin(feed)) && copy.mode() == CopyPlan.Mode.REPLACE);
    }

    /** A copy that replaces makes all its rows again the next time it runs. */
    private boolean replacing(String feed, String table) {
        return plan.copies().values().stream()
                .anyMatch(copy -> Feed.copy(copy.pipe()).equals(feed)
                        && copy.target().equals(table)
                        && copy.mode() == CopyPlan.Mode.REPLACE);
    }
}
