package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeParameters;
import io.pipit.core.project.pipe.PipeTranslator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds parts of a flow that two sources feed with the same rows: what is left over when a data source goes over to a new version, and
 * what makes numbers double.
 */
final class FlowChecks {
    private final PlanContext context;

    /** A pipe that takes rows from one table to another. */
    private record Way(String pipe, String source, String target, boolean copy) {}

    private final Plan plan;
    private final Map<String, Pipe> pipes;
    private final List<Way> ways = new ArrayList<>();

    /**
     * Of a project.
     *
     * @param copied the tables that each copy pipe reads
     */
    FlowChecks(PlanContext context, Plan plan, Map<String, Set<String>> copied) {
        this.context = context;
        this.plan = plan;
        this.pipes = context.project.pipes();
        for (ViewPlan view : plan.views()) {
            Way way = new Way(view.pipe(), view.source(), view.target(), false);
            if (!ways.contains(way)) {
                ways.add(way);
            }
        }
        copied.forEach((pipe, tables) -> {
            CopyPlan copy = plan.copies().get(pipe);
            if (copy != null && copy.mode() == CopyPlan.Mode.APPEND) {
                tables.forEach(table -> ways.add(new Way(pipe, table, copy.target(), true)));
            }
        });
    }

    /** Tells of each, with the pipe that had better change. */
    void run(BiConsumer<Pipe, String> told) {
        for (Way one : ways) {
            for (Way other : ways) {
                if (one.target().equals(other.target()) && !one.equals(other)) {
                    versions(one, other, told);
                    copyBesideView(one, other, told);
                    views(one, other, told);
                }
            }
        }
    }

    private void versions(Way one, Way other, BiConsumer<Pipe, String> told) {
        boolean twice = !one.copy()
                && !other.copy()
                && !other.source().equals(one.target())
                && leads(one.source(), other.source(), new HashSet<>(Set.of(one.target())))
                && alike(one.source(), other.source());
        if (twice) {
            told.accept(
                    pipes.get(one.pipe()),
                    "'" + one.target() + "' gets rows of '" + one.source() + "' twice: by the pipe '" + one.pipe()
                            + "', and by way of '" + other.source() + "' by the pipe '" + other.pipe()
                            + "'. Let the views of the old version and those of the new one write data sources of their own, or remove one of the two pipes.");
        }
    }

    private void copyBesideView(Way view, Way copy, BiConsumer<Pipe, String> told) {
        if (!view.copy() && copy.copy() && view.source().equals(copy.source()) && everything(pipes.get(copy.pipe()))) {
            told.accept(
                    pipes.get(copy.pipe()),
                    "'" + copy.target() + "' gets rows of '" + copy.source() + "' twice: by the view '" + view.pipe()
                            + "', and by each run of the copy '" + copy.pipe()
                            + "', which takes all of them. A view has what came before it without a copy; else let the view take what is"
                            + " newer than some time, and the copy the rest.");
        }
    }

    private void views(Way one, Way other, BiConsumer<Pipe, String> told) {
        boolean twice = !one.copy()
                && !other.copy()
                && one.source().equals(other.source())
                && one.pipe().compareTo(other.pipe()) < 0
                && sameRows(one, other);
        if (twice) {
            told.accept(
                    pipes.get(other.pipe()),
                    "'" + one.target() + "' gets rows of '" + one.source() + "' twice: by the views '" + one.pipe()
                            + "' and '" + other.pipe()
                            + "', which take the same rows to the same keys. Remove one of the two, or let each take others (WHERE).");
        }
    }

    private boolean sameRows(Way one, Way other) {
        SameRows rows = new SameRows(context, plan.table(one.target()).orElseThrow());
        return views(one).anyMatch(first -> views(other).anyMatch(second -> rows.both(first, second)));
    }

    private Stream<ViewPlan> views(Way way) {
        return plan.views().stream()
                .filter(view -> view.pipe().equals(way.pipe())
                        && view.source().equals(way.source())
                        && view.target().equals(way.target()));
    }

    /** Whether each run takes all rows: nothing leaves some out, and nobody can ask for others by a parameter. */
    private boolean everything(Pipe pipe) {
        if (!PipeParameters.of(pipe, context.resources()).isEmpty()) {
            return false;
        }
        try {
            return new PipeTranslator(context.dialect, context.resources(), Map.of(), context.files.variables())
                    .ranges(pipe, pipe.output())
                    .takesAll();
        } catch (PipitException e) {
            return false;
        }
    }

    private boolean leads(String from, String to, Set<String> seen) {
        return ways.stream()
                .filter(way -> way.source().equals(from) && seen.add(way.target()))
                .anyMatch(way -> way.target().equals(to) || leads(way.target(), to, seen));
    }

    /** Whether one table may be a version of the other: the columns of one are columns of the other. */
    private boolean alike(String one, String other) {
        Set<String> a = names(one);
        Set<String> b = names(other);
        return a.containsAll(b) || b.containsAll(a);
    }

    private Set<String> names(String table) {
        return plan.table(table)
                .map(spec -> spec.columns().stream()
                        .map(Column::name)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }
}
