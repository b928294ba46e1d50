package io.pipit.core.sql.translate;

import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of the groups of one SELECT while its expressions are translated. */
final class Grouping {
    private boolean grouped;
    private boolean aggregates;
    private Optional<String> aggregateAlias = Optional.empty();
    private Aggregates.Named inside;
    private boolean insidePlain;
    private Map<String, Rendered> keys = Map.of();
    private Set<String> members = Set.of();
    private final List<Name> loose = new ArrayList<>();
    private boolean afterGroups;

    /** Says that the SELECT has GROUP BY, so that groups are never empty. */
    void groups() {
        grouped = true;
    }

    boolean grouped() {
        return grouped;
    }

    /** Whether an aggregate outside windows has been met. */
    boolean metAggregates() {
        return aggregates;
    }

    void metAggregates(boolean met) {
        aggregates = met;
    }

    /** Says that the first aggregate was met where an alias stands for it. */
    void metIn(String alias) {
        aggregateAlias = Optional.of(alias);
    }

    /** The alias in which the first aggregate was met. */
    Optional<String> aggregateAlias() {
        return aggregateAlias;
    }

    /** The aggregate whose argument is being translated, or null. */
    Aggregates.Named inside() {
        return inside;
    }

    /** Whether what is translated stands in an aggregate without OVER, where rows are not groups yet. */
    boolean insidePlain() {
        return insidePlain;
    }

    void inside(Aggregates.Named aggregate, boolean plain) {
        inside = aggregate;
        insidePlain = plain;
    }

    /** Some groupings leave keys out; there these expressions show the default of their type. */
    void leaveOut(Map<String, Rendered> shown) {
        keys = new HashMap<>(shown);
    }

    /** How a value shows outside aggregates. */
    Rendered shown(Rendered value) {
        return keys.isEmpty() || insidePlain ? value : keys.getOrDefault(value.sql(), value);
    }

    /** From now on rows are groups, if there are any, with these members. */
    void grouped(Collection<String> keyTexts) {
        members = Set.copyOf(keyTexts);
        afterGroups = true;
    }

    /** Notes a column that is read outside aggregates. */
    void reads(Name column) {
        if (afterGroups && !insidePlain) {
            loose.add(column);
        }
    }

    boolean afterGroups() {
        return afterGroups;
    }

    List<Name> looseSince(int since) {
        return loose.size() <= since ? List.of() : List.copyOf(loose.subList(since, loose.size()));
    }

    int looseCount() {
        return loose.size();
    }

    /** What has been read since is part of a member of the groups. */
    void settle(String sql, int since) {
        if (afterGroups && loose.size() > since && members.contains(sql)) {
            loose.subList(since, loose.size()).clear();
        }
    }

    /** The first column that is neither in an aggregate nor in a member of the groups. */
    Optional<Name> firstLoose() {
        return loose.stream().findFirst();
    }
}
