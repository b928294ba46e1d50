package io.pipit.core.project;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The views that have to follow when a copy writes a table: those that read it, and those that read what such views write. Their rows
 * of a run carry a feed of their own ({@link Feed#follow}), so that a later run can take them out.
 */
public final class Followers {
    private final Plan plan;
    private final String table;
    private final List<ViewPlan> views = new ArrayList<>();
    private final Set<String> reached = new HashSet<>();
    /** Views with streaming rows that come through the table, and whether all of them do. */
    private final Map<String, Boolean> through = new HashMap<>();

    private Followers(Plan plan, String table) {
        this.plan = plan;
        this.table = table;
    }

    /** Those of a table. */
    public static Followers of(Plan plan, String table) {
        Followers followers = new Followers(plan, table);
        followers.find();
        return followers;
    }

    private void find() {
        reached.add(table);
        Set<String> nodes = new HashSet<>();
        for (ViewPlan view : plan.views()) { // a view comes after those that it reads from
            if (reached.contains(view.source())) {
                reached.add(view.target());
                if (nodes.add(Feed.view(view.pipe(), view.node()))) {
                    views.add(view);
                }
            }
            if (plan.landing().contains(view.root())) {
                stream(view);
            }
        }
    }

    private void stream(ViewPlan view) {
        if (view.source().equals(table)) {
            through.put(view.feed(), true);
            return;
        }
        List<ViewPlan> writers = plan.views().stream()
                .filter(w -> w.target().equals(view.source()) && w.root().equals(view.root()))
                .toList();
        if (writers.stream().anyMatch(w -> through.containsKey(w.feed()))) {
            boolean all = !view.source().equals(view.root())
                    && writers.stream().allMatch(w -> through.getOrDefault(w.feed(), false));
            through.put(view.feed(), all);
        }
    }

    /** The views, each node once, a view after those that it reads from. */
    public List<ViewPlan> views() {
        return List.copyOf(views);
    }

    /** The tables with rows that they write, a table after those that its writers read from. */
    public List<String> targets() {
        return views.stream()
                .map(ViewPlan::target)
                .distinct()
                .filter(target -> plan.table(target).orElseThrow().engine().kind() != EngineClause.Kind.NULL)
                .toList();
    }

    /** The table and the targets: what has new snapshots when it has. */
    public List<String> changed() {
        List<String> changed = new ArrayList<>(targets());
        changed.add(table);
        return changed;
    }

    /** What has to be at the edge of a run beside the table: the targets, and what the views join. */
    public SortedSet<String> tables() {
        SortedSet<String> tables = new TreeSet<>(targets());
        views.forEach(view -> view.joined().forEach(tables::add));
        tables.remove(table);
        return tables;
    }

    /** The streaming feeds of a node whose rows all come through the table. */
    public List<String> streams(ViewPlan node) {
        return plan.views().stream()
                .filter(view -> view.pipe().equals(node.pipe()) && view.node().equals(node.node()))
                .map(ViewPlan::feed)
                .filter(feed -> through.getOrDefault(feed, false))
                .toList();
    }

    /** Whether all rows of a target come through the table. */
    public boolean all(String target) {
        return !plan.landing().contains(target)
                && plan.copies().values().stream()
                        .noneMatch(copy -> copy.target().equals(target))
                && plan.views().stream()
                        .filter(view -> view.target().equals(target))
                        .allMatch(view -> through.getOrDefault(view.feed(), false)
                                || reached.contains(view.source())
                                        && !plan.landing().contains(view.root()))
                && otherCopies(target).isEmpty();
    }

    /** Copies into other tables whose rows reach the target as well. */
    private List<CopyPlan> otherCopies(String target) {
        return plan.copies().values().stream()
                .filter(copy -> !copy.target().equals(table) && reaches(copy.target(), target))
                .toList();
    }

    private boolean reaches(String from, String target) {
        Set<String> fed = new HashSet<>(Set.of(from));
        plan.views().stream().filter(view -> fed.contains(view.source())).forEach(view -> fed.add(view.target()));
        return fed.contains(target);
    }

    /**
     * Why views could not follow exactly when rows of the table go: rows that go have to be told from those that stay.
     *
     * @return a clause; empty where all can follow
     */
    public Optional<String> obstacle() {
        for (String target : targets()) {
            if (all(target)) {
                continue;
            }
            Optional<ViewPlan> partly = plan.views().stream()
                    .filter(view -> view.target().equals(target) && !through.getOrDefault(view.feed(), true))
                    .findFirst();
            if (partly.isPresent()) {
                return Optional.of("the view '" + partly.get().pipe() + "' reads '"
                        + partly.get().source() + "', which gets rows of '"
                        + partly.get().root() + "' both through '" + table + "' and past it");
            }
            if (plan.table(target).orElseThrow().engine().kind() != EngineClause.Kind.MERGE_TREE) {
                return Optional.of("'" + target + "' gets rows from elsewhere, too, and merges them");
            }
        }
        return Optional.empty();
    }
}
