package io.pipit.jobs.plan;

import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes with tables which of their views have gone: rows that came or went meanwhile are not theirs, so that a view that comes back has
 * to be made again.
 */
final class GoneViews {
    private static final Logger LOG = LoggerFactory.getLogger(GoneViews.class);

    private final Lake lake;
    /** Tables outside of the project, which have been looked at: nothing changes there. */
    private final Set<String> settled = new HashSet<>();

    GoneViews(Lake lake) {
        this.lake = lake;
    }

    /** After a version has gone live, by these steps. What fails now is noted at the next start. */
    void note(Plan plan, List<TableStep> steps) {
        try {
            steps.stream()
                    .filter(step -> step.found().isPresent()
                            && lost(plan, step.name(), step.found().get()))
                    .flatMap(step -> lake.find(step.name()).stream())
                    .forEach(table -> note(plan, table));
            Set<String> there = steps.stream().map(TableStep::name).collect(Collectors.toSet());
            settled.removeAll(there);
            lake.tables().stream()
                    .filter(name -> !there.contains(name) && !TableStep.beside(name) && !settled.contains(name))
                    .flatMap(name -> lake.find(name).stream())
                    .forEach(table -> {
                        note(plan, table);
                        settled.add(table.name());
                    });
        } catch (RuntimeException e) {
            LOG.warn("It could not be noted which views have gone: {}", e.getMessage());
        }
    }

    private static void note(Plan plan, LakeTable table) {
        Optional<Fingerprint> was = Fingerprint.parse(table.fingerprint());
        if (was.isPresent() && lost(plan, table.name(), was.get())) {
            table.mark(noted(plan, table.name(), was.get()).toText());
        }
    }

    private static boolean lost(Plan plan, String table, Fingerprint was) {
        return !noted(plan, table, was).equals(was);
    }

    private static Fingerprint noted(Plan plan, String table, Fingerprint was) {
        Set<String> there = plan.views().stream()
                .filter(view -> view.target().equals(table))
                .map(ViewPlan::feed)
                .collect(Collectors.toSet());
        return was.without(there::contains);
    }
}
