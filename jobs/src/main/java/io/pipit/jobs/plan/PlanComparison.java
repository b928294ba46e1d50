package io.pipit.jobs.plan;

import io.pipit.batch.populate.Fill;
import io.pipit.core.block.Feed;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.forward.ForwardFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares a version of a project with the one that is live, and with what the lake holds. Changes nothing. */
final class PlanComparison {
    private final Plan former;
    private final Plan next;
    private final PlanSteps steps;
    private final Lake lake;
    private final List<Change> changes = new ArrayList<>();

    PlanComparison(Plan former, Plan next, PlanSteps steps, Lake lake) {
        this.former = former;
        this.next = next;
        this.steps = steps;
        this.lake = lake;
    }

    List<Change> changes() {
        tables();
        views();
        others("copy", former.copies(), next.copies());
        others("endpoint", former.endpoints(), next.endpoints());
        return List.copyOf(changes);
    }

    private void tables() {
        Map<String, TableStep> byName =
                steps.all().stream().collect(Collectors.toMap(TableStep::name, Function.identity()));
        for (String name : names(former.tables(), next.tables())) {
            TableSpec before = former.tables().get(name);
            TableSpec after = next.tables().get(name);
            TableStep step = byName.get(name);
            if (after == null) {
                changes.add(removed(name));
            } else if (before == null) {
                add("data_source", name, "added", step == null ? "" : how(step), read(step), List.of());
            } else if (!before.equals(after) || step != null && !step.reason().isEmpty()) {
                List<String> breaks = new ArrayList<>(columns(before, after, step));
                if (step != null && step.staysFolded()) {
                    breaks.add("rows that its former engine has made one of stay one row");
                }
                if (step != null && step.kind() == TableStep.Kind.DERIVE) {
                    next.views().stream()
                            .filter(view -> view.target().equals(name))
                            .forEach(view -> breaks.addAll(deleted(view)));
                }
                add("data_source", name, "changed", step == null ? "" : how(step), read(step), breaks);
            }
        }
    }

    private List<String> columns(TableSpec before, TableSpec after, TableStep step) {
        String name = after.name();
        boolean forwarded = ForwardFiles.query(name, next.files()).isPresent();
        ColumnChanges columns = new ColumnChanges(before, after, forwarded);
        boolean back = step != null && step.kind() == TableStep.Kind.TAKE_BACK;
        if (back && next.landing().contains(name)) {
            return columns.takenBack();
        }
        return madeOfOthers(name, step) ? List.of() : columns.breaks();
    }

    /** Whether none of its columns is made of one that it had: what they hold comes from elsewhere. */
    private boolean madeOfOthers(String name, TableStep step) {
        boolean elsewhere = step != null
                && switch (step.kind()) {
                    case TAKE_BACK -> true;
                    case NEW, FILL, REFILL, DERIVE -> !next.landing().contains(name);
                    case KEEP, REBUILD -> false;
                };
        return elsewhere || QuarantineTable.named(name);
    }

    private Change removed(String name) {
        long rows = held(name).map(TableState::rows).orElse(0L);
        List<String> breaks = former.landing().contains(name)
                ? List.of("events for it are refused" + (rows == 0 ? "" : ", and its rows cannot be asked for"))
                : List.of();
        boolean viewed = former.views().stream().anyMatch(view -> view.target().equals(name));
        String how = viewed
                ? "its rows stay in the lake, and are made again when it comes back"
                : "its rows stay in the lake, and are there again when it comes back";
        return new Change("data_source", name, "removed", how, 0, 0, breaks);
    }

    private String how(TableStep step) {
        return switch (step.kind()) {
            case NEW -> "it begins empty";
            case KEEP -> "its rows stay; columns that are new hold their defaults in them";
            case REBUILD ->
                step.found().flatMap(found -> found.older(step.table())).isPresent()
                        ? "its rows are made of the old ones beside it, and so are those that are only in the log"
                        : "its rows are laid out anew beside it, for " + step.reason();
            case REFILL -> "it is filled from the raw rows beside the live one, for " + step.reason();
            case FILL -> "it is filled from the raw rows";
            case TAKE_BACK -> "it is the table of before again, and reads on in the log where that one stopped";
            case DERIVE -> derived(step.name()) + ", for " + step.reason();
        };
    }

    private String derived(String table) {
        boolean fed = next.landing().contains(table)
                || next.views().stream().anyMatch(view -> view.target().equals(table));
        return fed
                ? "it is derived from the log again"
                : "it begins empty, until the next run of "
                        + next.copies().values().stream()
                                .filter(copy -> copy.target().equals(table))
                                .map(copy -> "'" + copy.pipe() + "'")
                                .collect(Collectors.joining(" or "));
    }

    private Optional<TableState> read(TableStep step) {
        return step != null && step.kind() == TableStep.Kind.REBUILD ? held(step.name()) : Optional.empty();
    }

    private void views() {
        Map<String, ViewPlan> before = byFeed(former);
        Map<String, ViewPlan> after = byFeed(next);
        Set<String> fills = steps.fills().stream().map(Fill::feed).collect(Collectors.toSet());
        for (String feed : names(before, after)) {
            ViewPlan was = before.get(feed);
            ViewPlan is = after.get(feed);
            if (is == null) {
                add(
                        "view",
                        label(was),
                        "removed",
                        "its rows stay in '" + was.target() + "'",
                        Optional.empty(),
                        List.of());
            } else if (was == null || !was.equals(is)) {
                boolean filled = fills.contains(feed);
                add(
                        "view",
                        label(is),
                        was == null ? "added" : "changed",
                        history(is, filled),
                        filled ? held(is.root()) : Optional.empty(),
                        !filled && kind(is) != TableStep.Kind.DERIVE && derived(is) ? deleted(is) : List.of());
            }
        }
    }

    private TableStep.Kind kind(ViewPlan view) {
        return steps.all().stream()
                .filter(step -> step.name().equals(view.target()))
                .map(TableStep::kind)
                .findFirst()
                .orElse(TableStep.Kind.KEEP);
    }

    /** Whether rows are made that the view would have made of what came before. */
    private boolean derived(ViewPlan view) {
        TableStep.Kind kind = kind(view);
        return kind != TableStep.Kind.TAKE_BACK && (kind == TableStep.Kind.DERIVE || !new Wishes(next).keepsRows(view));
    }

    /** What was taken out of a data source is in its log for ever, and nothing else tells what a view would have seen of one that merges rows. */
    private List<String> deleted(ViewPlan view) {
        boolean changed = next.landing().contains(view.root())
                && held(view.root())
                        .filter(root -> root.coverage().copies().containsKey(Feed.change(view.root())))
                        .isPresent();
        return changed
                ? List.of("'" + view.target() + "' counts rows that were deleted from '" + view.root()
                        + "', and none that files brought: it is derived from the log")
                : List.of();
    }

    private String history(ViewPlan view, boolean filled) {
        if (kind(view) == TableStep.Kind.TAKE_BACK) {
            return "its rows of before come back with '" + view.target() + "'";
        }
        if (!derived(view)) {
            return "it sees the events from here on; nothing is made of those before";
        }
        return filled
                ? "filled from the rows of '" + view.root() + "' in the lake, while events flow"
                : "derived from the log of '" + view.root() + "'";
    }

    private <T> void others(String resource, Map<String, T> before, Map<String, T> after) {
        for (String name : names(before, after)) {
            if (!after.containsKey(name)) {
                add(
                        resource,
                        name,
                        "removed",
                        "",
                        Optional.empty(),
                        List.of(resource.equals("copy") ? "it can no longer be run" : "it can no longer be asked for"));
            } else if (!before.containsKey(name)) {
                add(resource, name, "added", "", Optional.empty(), List.of());
            } else if (!text(former, name).equals(text(next, name))) {
                add(resource, name, "changed", "", Optional.empty(), List.of());
            }
        }
    }

    /** A plan knows what a query answers to; its SQL is in the file of its name. */
    private static String text(Plan plan, String pipe) {
        return plan.files().texts().entrySet().stream()
                .filter(file -> file.getKey().endsWith("/" + pipe + ".pipe")
                        || file.getKey().equals(pipe + ".pipe"))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining());
    }

    private Optional<TableState> held(String table) {
        return lake.find(table).map(LakeTable::refresh);
    }

    private void add(
            String resource, String name, String action, String how, Optional<TableState> read, List<String> breaks) {
        long bytes = read.stream()
                .flatMap(state -> state.files().stream())
                .mapToLong(TableState.StoredFile::bytes)
                .sum();
        changes.add(new Change(
                resource, name, action, how, read.map(TableState::rows).orElse(0L), bytes, breaks));
    }

    private static String label(ViewPlan view) {
        return view.pipe() + "." + view.node();
    }

    private static Map<String, ViewPlan> byFeed(Plan plan) {
        return plan.views().stream().collect(Collectors.toMap(ViewPlan::feed, Function.identity()));
    }

    private static TreeSet<String> names(Map<String, ?> before, Map<String, ?> after) {
        TreeSet<String> names = new TreeSet<>(new TreeMap<>(before).keySet());
        names.addAll(after.keySet());
        return names;
    }
}
