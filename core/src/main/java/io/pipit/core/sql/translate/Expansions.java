package io.pipit.core.sql.translate;

import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Name;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What aliases expand to. An alias is translated once where its meaning does not depend on where it stands, however often and deep it is
 * used: else a chain of aliases would cost as much as the text that it stands for.
 */
final class Expansions {
    /** A translation and what was noted on the way, which is noted again with each use. */
    private record Known(Rendered value, Set<String> aliases, boolean aggregates, List<Name> loose) {}

    /** In which state of the groups a translation was made. */
    private record State(Aggregates.Named inside, boolean insidePlain, boolean afterGroups) {}

    private final Grouping grouping;
    private final Map<Expression, Map<State, Known>> known = new IdentityHashMap<>();
    private final Set<String> expanding = new HashSet<>();
    /** Aliases that were met within themselves, and those that were used, since the innermost expansion began. */
    private Set<String> blocked = new HashSet<>();

    private Set<String> used = new HashSet<>();

    Expansions(Grouping grouping) {
        this.grouping = grouping;
    }

    /** Whether an alias is being expanded, so that its name means the column. */
    boolean within(String alias) {
        boolean within = expanding.contains(alias);
        if (within) {
            blocked.add(alias);
        }
        return within;
    }

    /**
     * The translation of what an alias stands for.
     *
     * @param plain whether names mean here what they mean elsewhere in the SELECT: false within lambdas and conditions of JOIN
     */
    Rendered expand(String alias, Expression expression, boolean plain, Supplier<Rendered> translator) {
        State state = new State(grouping.inside(), grouping.insidePlain(), grouping.afterGroups());
        Optional<Known> earlier = plain ? known(expression, state) : Optional.empty();
        if (earlier.isPresent()) {
            used.add(alias);
            return again(earlier.get());
        }
        Set<String> outerBlocked = blocked;
        Set<String> outerUsed = used;
        blocked = new HashSet<>();
        used = new HashSet<>();
        boolean aggregatesBefore = grouping.metAggregates();
        int looseBefore = grouping.looseCount();
        grouping.metAggregates(false);
        boolean entered = expanding.add(alias);
        try {
            Rendered value = translator.get();
            blocked.remove(alias);
            if (plain && blocked.isEmpty()) {
                used.add(alias);
                Known result =
                        new Known(value, Set.copyOf(used), grouping.metAggregates(), grouping.looseSince(looseBefore));
                known.computeIfAbsent(expression, e -> new HashMap<>()).put(state, result);
            }
            return value;
        } finally {
            if (entered) {
                expanding.remove(alias);
            }
            grouping.metAggregates(grouping.metAggregates() || aggregatesBefore);
            outerBlocked.addAll(blocked);
            outerUsed.addAll(used);
            outerUsed.add(alias);
            blocked = outerBlocked;
            used = outerUsed;
        }
    }

    private Optional<Known> known(Expression expression, State state) {
        return Optional.ofNullable(known.getOrDefault(expression, Map.of()).get(state))
                .filter(k -> Collections.disjoint(k.aliases(), expanding));
    }

    private Rendered again(Known result) {
        used.addAll(result.aliases());
        grouping.metAggregates(grouping.metAggregates() || result.aggregates());
        new ArrayList<>(result.loose()).forEach(grouping::reads);
        return result.value();
    }
}
