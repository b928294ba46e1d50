package io.pipit.jobs.plan;

import io.pipit.batch.populate.Fill;
import io.pipit.batch.populate.LateRows;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.plan.TableFiller.Filled;
import io.pipit.jobs.plan.TableStep.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics and the tables of a project before its jobs start, so that jobs and readers find them. A table whose rows the new
 * version would make otherwise is filled beside the one that is live ({@link #ahead}), or made anew and derived from the start of its
 * logs again.
 */
public final class PlanApplier {
    private static final Logger LOG = LoggerFactory.getLogger(PlanApplier.class);

    /** What {@link #ahead} has done, and the rows that it has read. */
    record Ahead(List<TableStep> steps, List<ViewPlan> beginningNow, ReadRows read, List<Late> late) {}

    /** Rows that are written for a table which is live, and not committed. */
    private record Late(String table, LateRows rows) {}

    /** How much is filled. */
    enum Extent {
        /** Everything. */
        ALL,
        /** Only what nobody reads or writes yet. */
        ASIDE
    }

    private static final String READ = "filled-from";
    private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(20);

    private final Retried retried;
    private final Lock logHold = new ReentrantLock();

    private final LogSettings logs;
    private final Lake lake;
    private final Optional<TableFiller> filler;
    private final TableSwaps swaps;
    private final GoneViews goneViews;

    /** On an installation where nothing is filled: what has changed is derived from the logs. */
    public PlanApplier(LogSettings logs, Lake lake) {
        this(logs, lake, Optional.empty());
    }

    /** On an installation. */
    public PlanApplier(LogSettings logs, Lake lake, Optional<TableFiller> filler) {
        this(logs, lake, filler, CATALOG_PATIENCE);
    }

    /** The same with other patience for a catalog that fails while tables change places. */
    public PlanApplier(LogSettings logs, Lake lake, Optional<TableFiller> filler, Duration patience) {
        this.retried = new Retried(patience);
        this.logs = logs;
        this.lake = lake;
        this.filler = filler;
        this.swaps = new TableSwaps(lake, retried);
        this.goneViews = new GoneViews(lake);
    }

    /**
     * Held from the moment in which it is decided what is derived from the logs until the new tables are known: who trims logs holds it
     * too, as else a log might be trimmed under a table that is to be derived from it.
     */
    public Lock logHold() {
        return logHold;
    }

    /**
     * Makes what is missing and makes anew what has changed. What a project no longer has is left as it is. No speed job may run
     * meanwhile.
     *
     * @return the tables that were made anew
     * @throws PipitException {@code INVALID_PROJECT} when a table would have to be made anew whose rows are not all in a log; nothing
     *     is changed then
     */
    public List<String> apply(Plan plan) {
        return atStart(plan, Optional::empty);
    }

    /**
     * The same at the start of a process.
     *
     * @param version of the project, by which the tables were made that are there; asked for when an earlier version of Pipit has noted
     *     too little with them
     */
    public List<String> atStart(Plan plan, Supplier<Optional<Plan>> version) {
        return finish(ahead(plan, Set.of(), Extent.ALL, () -> {}, version), plan, Ownership.ALONE);
    }

    /**
     * The same beside a speed job of the former version.
     *
     * @param endFormer ends that job, in the moment before tables change places
     */
    public List<String> apply(Plan plan, Runnable endFormer) {
        return again(plan, Set.of(), endFormer);
    }

    /**
     * The same, which makes the rows of some tables once more.
     *
     * @param again targets of views
     */
    public List<String> again(Plan plan, Set<String> again, Runnable endFormer) {
        Ahead ahead = ahead(plan, again, Extent.ALL, () -> {});
        endFormer.run();
        return finish(ahead, plan, Ownership.ALONE);
    }

    /**
     * The part that takes long, and that changes nothing for those who read and write the tables now: the speed job of the former
     * version goes on meanwhile.
     *
     * @param again targets of views whose rows are made once more, although they are what the plan says
     * @param wanted throws when it is not wanted any more
     */
    Ahead ahead(Plan plan, Set<String> again, Extent extent, Runnable wanted) {
        return ahead(plan, again, extent, wanted, Optional::empty);
    }

    private Ahead ahead(
            Plan plan, Set<String> again, Extent extent, Runnable wanted, Supplier<Optional<Plan>> version) {
        swaps.repair(plan);
        PlanSteps steps = steps(plan, again, version);
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            admin.ensure(logs.topics().fresh(), logs.partitions());
            plan.landing().stream()
                    .sorted()
                    .forEach(name -> admin.ensure(logs.topics().log(name), logs.partitions()));
        }
        List<Fill> fills = new ArrayList<>(steps.fills());
        ReadRows read = new ReadRows();
        for (TableStep step : steps.all()) {
            if (step.kind() == Kind.NEW
                    || step.kind() == Kind.FILL && step.found().isEmpty()) {
                ensure(step.table(), step);
            }
            if (step.filled() && reusable(step, fills, steps, read)) {
                LOG.info("'{}' has been filled before", step.name());
                fills.removeIf(f -> f.into().equals(step.successor()));
            } else if (step.replaces() && step.kind() != Kind.TAKE_BACK) {
                lake.drop(step.successor());
                ensure(step.successorSpec(), step);
            }
        }
        steps.all().stream()
                .filter(step -> step.kind() == Kind.TAKE_BACK)
                .flatMap(step -> lake.find(step.name()).stream())
                .forEach(table -> read.add(ReadRows.now(table)));
        if (extent == Extent.ASIDE) {
            fills.removeIf(f -> f.into().equals(f.table()));
        }
        List<Late> late = fill(plan, steps, fills, read, wanted);
        return new Ahead(steps.all(), steps.beginningNow(), read, late);
    }

    private void ensure(TableSpec table, TableStep step) {
        retried.run(
                "preparing " + table.name(),
                () -> lake.ensure(table, step.wanted().toText()));
    }

    private List<Late> fill(Plan plan, PlanSteps steps, List<Fill> fills, ReadRows read, Runnable wanted) {
        if (fills.isEmpty()) {
            return List.of();
        }
        LOG.info(
                "Filling {} from the lake",
                fills.stream().map(Fill::table).distinct().toList());
        Filled filled = filler.orElseThrow().fill(plan, fills, wanted);
        LOG.info("{} rows are filled", filled.rows());
        ReadRows now = ReadRows.at(lake, filled.snapshots());
        read.add(now);
        steps.all().stream()
                .filter(s -> s.filled() && fills.stream().anyMatch(f -> f.into().equals(s.successor())))
                .forEach(s -> lake.find(s.successor()).ifPresent(t -> t.label(READ, now.toText())));
        return fills.stream()
                .filter(Fill::late)
                .flatMap(f -> lake.find(f.table()).flatMap(t -> LateRows.find(t, filled.run(), f.feed())).stream()
                        .map(rows -> new Late(f.table(), rows)))
                .toList();
    }

    /** Whether the successor of a table was filled by an earlier try or a staged deployment, from rows that nobody has changed since. */
    private boolean reusable(TableStep step, List<Fill> fills, PlanSteps steps, ReadRows read) {
        Optional<LakeTable> left = lake.find(step.successor())
                .filter(t -> t.fingerprint().equals(step.wanted().toText()));
        Optional<ReadRows> known = left.flatMap(t -> t.label(READ)).map(ReadRows::parse);
        if (known.isEmpty() || !known.get().unchanged(lake)) {
            return false;
        }
        TableState state = left.get().refresh();
        boolean whole = fills.stream()
                .filter(f -> f.into().equals(step.successor()) && !f.feed().isEmpty())
                .allMatch(f -> state.coverage().feeds().containsKey(f.feed()));
        if (!whole || !steps.goesOn(step.name(), state)) {
            return false;
        }
        read.add(known.get());
        return true;
    }

    /** Forgets what was filled for a version that is not going to be. */
    public void abandon(Plan plan) {
        for (String table : plan.tables().keySet()) {
            lake.drop(TableStep.successor(table));
        }
    }

    /** Ends what {@link #ahead} does now: it throws. */
    public void stopFilling() {
        filler.ifPresent(TableFiller::stop);
    }

    /** How far {@link #ahead} is, where it fills now. */
    public Optional<FillProgress> filling() {
        return filler.flatMap(TableFiller::progress);
    }

    /** The tables of which one is kept that went out of use. */
    public Set<String> kept() {
        return swaps.kept();
    }

    /** Those of them that a version would come back with: what is kept is its own, and what is in their place is not. */
    public Set<String> keptFor(Plan version) {
        return swaps.keptFor(version);
    }

    /** Drops what is kept, but for some tables. */
    public void forgetFormers(Set<String> needed) {
        swaps.forgetFormers(needed);
    }

    /**
     * What a version would change. Nothing is changed.
     *
     * @throws PipitException {@code INVALID_PROJECT} when it would lose rows
     */
    public List<Change> changes(Plan former, Plan next) {
        return new PlanComparison(former, next, steps(next, Set.of(), Optional::empty), lake).changes();
    }

    private PlanSteps steps(Plan plan, Set<String> again, Supplier<Optional<Plan>> version) {
        Optional<Predicate<TableState>> worth = filler.map(f -> f::worth);
        return new PlanSteps(plan, lake, new KeptLogs(logs, plan.landing()), worth, again, new MadeBy(version));
    }

    /**
     * The rest: the tables become those of the new version. What they took the place of is kept beside them until the next time.
     *
     * @throws PipitException why it failed; the tables are those of the former version then, where they still were this process' own
     */
    List<String> finish(Ahead ahead, Plan plan, Ownership ours) {
        ahead.read().refuseChanged(lake, UnaryOperator.identity());
        ahead.steps().stream().filter(step -> step.kind() == Kind.FILL).forEach(this::refuseBegun);
        List<TableStep> replaced = new ArrayList<>();
        List<String> anew = new ArrayList<>();
        List<Late> begun = new ArrayList<>();
        try {
            swaps.forgetFormers(ahead.steps());
            for (TableStep step : ahead.steps()) {
                if (step.replaces()) {
                    LOG.info("The table {} is made anew: {}", step.name(), step.reason());
                    ours.require();
                    replaced.add(step);
                    swaps.replace(step);
                    if (step.kind() != Kind.REBUILD && step.kind() != Kind.TAKE_BACK) {
                        anew.add(step.name());
                    }
                }
            }
            ahead.steps().stream()
                    .filter(step -> !step.replaces() || step.kind() == Kind.TAKE_BACK)
                    .forEach(this::keep);
            ahead.beginningNow().forEach(this::beginNow);
            Set<String> former = replaced.stream().map(TableStep::name).collect(Collectors.toSet());
            ahead.read().refuseChanged(lake, name -> former.contains(name) ? TableStep.former(name) : name);
            ours.require();
            // Last, since nothing is to be seen of a switch that does not come.
            for (Late late : ahead.late()) {
                begun.add(late);
                lake.find(late.table()).ifPresent(late.rows()::commit);
            }
        } catch (RuntimeException e) {
            if (ours.holds()) {
                begun.forEach(this::undo);
                replaced.forEach(swaps::undo);
            }
            throw e;
        }
        goneViews.note(plan, ahead.steps());
        return anew;
    }

    /** What the table at the root covers by now is history for the view. */
    private void beginNow(ViewPlan view) {
        Optional<FeedCoverage> history = lake.find(view.root())
                .map(root -> root.refresh().coverage().feeds().get(Feed.log(view.root())));
        Optional<LakeTable> target = lake.find(view.target());
        if (history.isPresent() && target.isPresent()) {
            FeedCoverage covered = new FeedCoverage(
                    history.get().partitions(),
                    history.get().freshNext(),
                    history.get().recentKeys(),
                    List.of());
            target.get()
                    .commit(new TableChange(
                            List.of(),
                            List.of(),
                            CoveragePlan.set(now ->
                                    now.feeds().containsKey(view.feed()) ? now : now.withFeed(view.feed(), covered)),
                            "skip:" + view.feed()));
        }
    }

    private void undo(Late late) {
        retried.run(
                "taking back rows of " + late.table(),
                () -> lake.find(late.table()).ifPresent(late.rows()::undo));
    }

    private void keep(TableStep step) {
        if (step.found().isEmpty()) {
            lake.ensure(step.table(), step.wanted().toText());
            return;
        }
        Fingerprint followed = step.found().get().followedBy(step.wanted());
        LakeTable kept = lake.ensure(step.table());
        if (!followed.equals(step.found().get())) {
            kept.mark(followed.toText());
        }
    }

    /** Rows that came into an empty table while another was filled in its place would be lost. */
    private void refuseBegun(TableStep step) {
        if (lake.find(step.name()).filter(t -> t.refresh().snapshotId() >= 0).isPresent()) {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "First rows came into '" + step.name()
                            + "' while it was filled. Nothing was changed; deploy again.");
        }
    }
}
