package io.pipit.core.sql.chain;

import io.pipit.core.sql.chain.KeyPaths.Path;
import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses, of all that keeps groups apart, what one row of the table says, and what all branches that meet in a group agree on. */
final class PathChooser {
    private final List<Branch> branches;
    /** What is left of the keys of each stage, by place. */
    private final Map<Integer, Set<Integer>> places = new HashMap<>();

    private PathChooser(List<Branch> branches) {
        this.branches = branches;
    }

    static KeyPaths of(Derivation result) {
        return new KeyPaths(result.source(), new PathChooser(result.branches()).paths());
    }

    private List<Path> paths() {
        List<Set<Integer>> picks = branches.stream().map(this::pick).toList();
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            paths.add(path(branches.get(i), picks.get(i)));
        }
        return paths;
    }

    /** Two picks may come from two rows: then no one row need have both values. So there is one at most. */
    private Set<Integer> pick(Branch branch) {
        Set<Integer> pick = new TreeSet<>();
        for (Branch.Step step : branch.steps()) {
            Set<Integer> kept = new TreeSet<>();
            List<Optional<Origin>> keys = step.stage().keys();
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i).filter(key -> ofOneRow(key, pick)).isPresent()) {
                    pick.addAll(keys.get(i).get().picks());
                    kept.add(i);
                }
            }
            places.merge(step.number(), kept, PathChooser::common);
            if (kept.isEmpty()) {
                throw refused(step.stage(), " and of an earlier one may come from different rows");
            } else if (places.get(step.number()).isEmpty()) {
                throw refused(step.stage(), " cannot be told in the same way in all parts of the UNION");
            }
        }
        return pick;
    }

    private static boolean ofOneRow(Origin key, Set<Integer> pick) {
        return pick.isEmpty() ? key.picks().size() <= 1 : pick.containsAll(key.picks());
    }

    private static Set<Integer> common(Set<Integer> some, Set<Integer> others) {
        Set<Integer> both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static RuntimeException refused(Stage stage, String why) {
        return ChainReader.refused(stage.position(), "the keys of this " + stage.clause() + why);
    }

    private Path path(Branch branch, Set<Integer> pick) {
        List<KeyPaths.Step> steps = new ArrayList<>();
        for (Branch.Step step : branch.steps()) {
            steps.add(new KeyPaths.Step(
                    step.number(),
                    places.get(step.number()).stream()
                            .map(place ->
                                    step.stage().keys().get(place).orElseThrow().expression())
                            .toList()));
        }
        Map<String, Expression> columns = new LinkedHashMap<>();
        branch.columns()
                .forEach((name, origin) -> origin.filter(o -> pick.containsAll(o.picks()))
                        .ifPresent(o -> columns.put(name, o.expression())));
        return new Path(steps, columns);
    }
}
