package io.pipit.jobs.plan;

import io.pipit.batch.populate.Fill;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.project.Plan;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.plan.TableFiller.Filled;
import io.pipit.jobs.plan.TableStep.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics and the tables of a project before its jobs start, so that jobs and readers find them. A table whose rows the new
 * version would make otherwise is filled beside the one that is live ({@link #ahead}), or made anew and derived from the start of its
 * logs again.
 */
public final class PlanApplier {
    private static final Logger LOG = LoggerFactory.getLogger(PlanApplier.class);

    /** What {@link #ahead} has done. */
    record Ahead(List<TableStep> steps, Map<String, Long> read) {}

    private final LogSettings logs;
    private final Lake lake;
    private final Optional<TableFiller> filler;

    /** On an installation where nothing is filled: what has changed is derived from the logs. */
    public PlanApplier(LogSettings logs, Lake lake) {
        this(logs, lake, Optional.empty());
    }

    /** On an installation. */
    public PlanApplier(LogSettings logs, Lake lake, Optional<TableFiller> filler) {
        this.logs = logs;
        this.lake = lake;
        this.filler = filler;
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
        return finish(ahead(plan, Set.of()), plan);
    }

    /**
     * The part that takes long, and that changes nothing for those who read and write the tables now: the speed job of the former
     * version goes on meanwhile.
     *
     * @param again targets of views whose rows are made once more, although they are what the plan says
     */
    Ahead ahead(Plan plan, Set<String> again) {
        PlanSteps steps = steps(plan, again);
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), logs.client())) {
            admin.ensure(logs.topics().fresh(), logs.partitions());
            plan.landing().stream()
                    .sorted()
                    .forEach(name -> admin.ensure(logs.topics().log(name), logs.partitions()));
        }
        for (TableStep step : steps.all()) {
            finishInterrupted(step);
            if (step.kind() == Kind.NEW) {
                lake.ensure(step.table(), step.wanted().toText());
            } else if (step.replaces()) {
                lake.drop(step.successor());
                lake.ensure(step.successorSpec(), step.wanted().toText());
            }
        }
        List<Fill> fills = steps.fills();
        if (fills.isEmpty()) {
            return new Ahead(steps.all(), Map.of());
        }
        steps.all().stream()
                .filter(s -> s.kind() == Kind.KEEP
                        && fills.stream().anyMatch(f -> f.into().equals(s.name())))
                .forEach(this::markFirst);
        LOG.info(
                "Filling {} from the lake",
                fills.stream().map(Fill::table).distinct().toList());
        Filled filled = filler.orElseThrow().fill(plan, fills);
        LOG.info("{} rows are filled", filled.rows());
        return new Ahead(steps.all(), filled.snapshots());
    }

    /**
     * What a version would change. Nothing is changed.
     *
     * @throws PipitException {@code INVALID_PROJECT} when it would lose rows
     */
    public List<Change> changes(Plan former, Plan next) {
        return new PlanComparison(former, next, steps(next, Set.of()), lake).changes();
    }

    private PlanSteps steps(Plan plan, Set<String> again) {
        Optional<Predicate<TableState>> worth = filler.map(f -> f::worth);
        return new PlanSteps(plan, lake, worth, again);
    }

    /** The rest: the tables become those of the new version. */
    List<String> finish(Ahead ahead, Plan plan) {
        List<TableStep> rebuilt =
                ahead.steps().stream().filter(s -> s.kind() == Kind.REBUILD).toList();
        rebuilt.forEach(step -> refuseStale(step, ahead.read()));
        List<String> anew = new ArrayList<>();
        for (TableStep step : ahead.steps()) {
            if (step.kind() == Kind.KEEP || step.kind() == Kind.NEW) {
                keep(step);
            } else {
                LOG.info("The table {} is made anew: {}", step.name(), step.reason());
                replace(step);
                if (step.kind() != Kind.REBUILD) {
                    anew.add(step.name());
                }
            }
        }
        return anew;
    }

    private void replace(TableStep step) {
        if (step.replaces()) {
            lake.replace(step.name(), step.successor());
        } else {
            lake.drop(step.name());
            lake.ensure(step.table(), step.wanted().toText());
        }
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

    /** Rows must never be there without a word on what made them: should the switch not come, another version has to know. */
    private void markFirst(TableStep step) {
        step.found()
                .ifPresent(found -> lake.find(step.name())
                        .ifPresent(held ->
                                held.mark(found.followedBy(step.wanted()).toText())));
    }

    /** A death between the two halves of a replacement left the successor alone. */
    private void finishInterrupted(TableStep step) {
        if (step.kind() != Kind.NEW) {
            return;
        }
        lake.find(step.successor())
                .filter(left -> Fingerprint.parse(left.fingerprint())
                        .filter(f -> f.keeps(step.wanted()))
                        .isPresent())
                .filter(left -> left.refresh().snapshotId() >= 0)
                .ifPresent(left -> lake.replace(step.name(), step.successor()));
    }

    /** What copies and deletions did to a table since its rows were taken over would be lost. The speed layer's rows are not. */
    private void refuseStale(TableStep step, Map<String, Long> read) {
        LakeTable table = lake.find(step.name()).orElseThrow();
        if (!table.authorsSince(read.get(step.name())).stream()
                .allMatch(author -> author.equals("speed") || author.startsWith("compact"))) {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "Rows of '" + step.name()
                            + "' were copied or deleted while it was laid out anew. Nothing was changed;"
                            + " apply the project again.");
        }
    }
}
