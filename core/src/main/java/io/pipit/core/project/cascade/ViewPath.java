package io.pipit.core.project.cascade;

import io.pipit.core.project.ViewKeys;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.chain.KeyChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way on which rows of a table reach a target: views, each over what the one before it writes.
 *
 * @param views in the order in which rows pass them
 * @param chain the keys of all of them, over columns of the table; empty where they cannot be told
 * @param obstacle why they cannot, as a clause
 */
record ViewPath(List<ViewPlan> views, Optional<KeyChain> chain, String obstacle) {
    ViewPath {
        views = List.copyOf(views);
    }

    /** All that end in a target. */
    static List<ViewPath> to(String target, String table, List<ViewPlan> followers) {
        List<ViewPath> paths = new ArrayList<>();
        for (ViewPlan view : followers) {
            if (!view.target().equals(target)) {
                continue;
            }
            if (view.source().equals(table)) {
                paths.add(new ViewPath(
                        List.of(view), view.keys().chain(), of(view, view.keys().obstacle())));
            } else {
                to(view.source(), table, followers).forEach(before -> paths.add(before.then(view)));
            }
        }
        return paths;
    }

    /** The view that writes the target. */
    ViewPlan last() {
        return views.get(views.size() - 1);
    }

    private ViewPath then(ViewPlan view) {
        List<ViewPlan> longer = new ArrayList<>(views);
        longer.add(view);
        ViewKeys keys = view.keys();
        if (chain.isEmpty() || keys.chain().isEmpty()) {
            return new ViewPath(longer, Optional.empty(), chain.isEmpty() ? obstacle : of(view, keys.obstacle()));
        }
        Optional<KeyChain> both =
                chain.get().then(keys.chain().get(), last().keys().unchanged());
        return new ViewPath(
                longer,
                both,
                both.isPresent()
                        ? ""
                        : of(view, "no key of it comes from the rows that '" + last().pipe() + "' reads"));
    }

    private static String of(ViewPlan view, String why) {
        return why.isEmpty() ? "" : "no keys of '" + view.pipe() + "' are known: " + why;
    }
}
