package io.pipit.jobs.plan;

import io.pipit.core.block.Feed;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether a view has its history. Views are filled when they are added or changed, so the answer is usually that there is nothing to do.
 *
 * @param view as {@code pipe.node}
 * @param target the table that it writes to
 * @param filled whether the target accounts for what came before the view
 * @param byCopies whether only copies bring rows: there is no log then, and the view makes its rows of each run
 * @param blocks of the log that the target accounts for
 * @param rows that the target holds in the lake
 */
public record Population(String view, String target, boolean filled, boolean byCopies, long blocks, long rows) {
    /** Of a view of a plan. */
    public static Population of(Plan plan, ViewPlan view, Lake lake) {
        boolean byCopies = !plan.landing().contains(view.root());
        return lake.find(view.target())
                .map(table -> {
                    var state = table.refresh();
                    Optional<FeedCoverage> covered =
                            Optional.ofNullable(state.coverage().feeds().get(view.feed()));
                    long blocks = covered.stream()
                            .flatMap(c -> c.partitions().values().stream())
                            .mapToLong(Long::longValue)
                            .sum();
                    return new Population(
                            label(view),
                            view.target(),
                            byCopies || covered.isPresent(),
                            byCopies,
                            blocks,
                            state.rows());
                })
                .orElse(new Population(label(view), view.target(), false, byCopies, 0, 0));
    }

    /**
     * Finds a view by its feed's name, its pipe, its pipe and node, or the table that it writes to.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} with the nearest name
     */
    public static ViewPlan find(Plan plan, String name) {
        List<ViewPlan> found = plan.views().stream()
                .filter(v -> v.pipe().equals(name)
                        || label(v).equals(name)
                        || v.target().equals(name)
                        || v.feed().equals(name)
                        || Feed.view(v.pipe(), v.node()).equals(name))
                .toList();
        if (found.isEmpty()) {
            TreeSet<String> known = new TreeSet<>();
            plan.views().forEach(v -> known.add(name.contains(".") ? label(v) : v.pipe()));
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no materialized view '" + name + "'." + NearestName.hint(name, known)
                            + (known.isEmpty()
                                    ? " The project has none."
                                    : " There are " + String.join(", ", known) + "."));
        }
        return found.get(0);
    }

    private static String label(ViewPlan view) {
        return view.pipe() + "." + view.node();
    }
}
