package io.pipit.jobs.plan;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.plan.TableStep.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables change places: a successor takes the place of the live one, which is kept as the former. Each change is two renames, and can be
 * led back or mended from wherever it ended.
 */
final class TableSwaps {
    private final Lake lake;
    private final Retried retried;

    /** In a lake, with patience for a catalog that fails in between. */
    TableSwaps(Lake lake, Retried retried) {
        this.lake = lake;
        this.retried = retried;
    }

    /** The tables of which a former one is kept. */
    Set<String> kept() {
        return lake.tables().stream()
                .filter(TableStep::isFormer)
                .map(TableStep::ofFormer)
                .collect(Collectors.toSet());
    }

    /** Those of them of which the former one is a version's, and the one in its place is not. */
    Set<String> keptFor(Plan version) {
        return kept().stream()
                .filter(name -> version.table(name)
                        .map(table -> Fingerprint.of(table, version))
                        .filter(wanted -> made(TableStep.former(name), wanted) && !made(name, wanted))
                        .isPresent())
                .collect(Collectors.toSet());
    }

    private boolean made(String name, Fingerprint wanted) {
        return lake.find(name)
                .flatMap(table -> Fingerprint.parse(table.fingerprint()))
                .filter(found -> found.isOf(wanted))
                .isPresent();
    }

    /** Drops what is kept, but for some tables. */
    void forgetFormers(Set<String> needed) {
        kept().stream()
                .filter(name -> !needed.contains(name))
                .map(TableStep::former)
                .forEach(lake::drop);
    }

    /** One step back is kept: what goes out of use now takes the place of what went out of use before. */
    void forgetFormers(List<TableStep> steps) {
        if (steps.stream().noneMatch(TableStep::replaces)) {
            return;
        }
        Set<String> needed = steps.stream()
                .filter(s -> s.kind() == Kind.TAKE_BACK)
                .map(TableStep::name)
                .collect(Collectors.toSet());
        forgetFormers(needed);
    }

    /** The successor of a table, or its former where a version is taken back, comes to its place. */
    void replace(TableStep step) {
        retried.run("replacing " + step.name(), () -> {
            if (step.kind() == Kind.TAKE_BACK && lake.find(step.successor()).isEmpty()) {
                lake.rename(step.former(), step.successor());
            }
            lake.supersede(step.name(), step.successor(), step.former());
        });
    }

    /** Leads back to what was, from wherever a replacement ended. */
    void undo(TableStep step) {
        retried.run("taking back " + step.name(), () -> {
            boolean done = lake.find(step.successor()).isEmpty();
            boolean away = lake.find(step.name()).isEmpty();
            if (done && lake.find(step.former()).isPresent()) {
                lake.rename(step.name(), step.successor());
                lake.rename(step.former(), step.name());
            } else if (away) {
                lake.rename(step.former(), step.name());
            }
            if (step.kind() == Kind.TAKE_BACK && lake.find(step.former()).isEmpty()) {
                lake.rename(step.successor(), step.former());
            }
        });
    }

    /** A death between the two halves of a replacement left the successor alone, or the former. */
    void repair(Plan plan) {
        for (TableSpec table : plan.tables().values()) {
            if (table.engine().kind() != EngineClause.Kind.NULL
                    && lake.find(table.name()).isEmpty()) {
                Fingerprint wanted = Fingerprint.of(table, plan);
                Stream.of(TableStep.successor(table.name()), TableStep.former(table.name()))
                        .filter(name -> whole(name, wanted))
                        .findFirst()
                        .ifPresent(name -> lake.rename(name, table.name()));
            }
        }
    }

    private boolean whole(String name, Fingerprint wanted) {
        return lake.find(name)
                .filter(left -> Fingerprint.parse(left.fingerprint())
                        .filter(f -> f.keeps(wanted))
                        .isPresent())
                .filter(left -> left.refresh().snapshotId() >= 0)
                .isPresent();
    }
}
