package io.pipit.core.project;

import io.pipit.core.sql.TranslatedQuery;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A materialized node, ready to run on blocks.
 *
 * @param feed its name as a feed, see {@code Feed.view}
 * @param pipe name of the pipe
 * @param node name of the node
 * @param source the table whose blocks it sees: a landing data source, or the target of another view
 * @param root the landing data source at the start of the chain; where only copies bring rows, the target of one
 * @param target the table it writes to
 * @param sql translated in the keyed form where that is possible ({@code sql.keyed()}), else plain
 * @param targetColumns for each result column the target's column that it becomes
 * @param keys which rows of the target a row of the source may touch
 * @param together the plain form, where its rows of many blocks at once are what the rows of each block merge to in the target
 */
public record ViewPlan(
        String feed,
        String pipe,
        String node,
        String source,
        String root,
        String target,
        TranslatedQuery sql,
        List<String> targetColumns,
        ViewKeys keys,
        Optional<TranslatedQuery> together) {
    /** Copies the list. */
    public ViewPlan {
        targetColumns = List.copyOf(targetColumns);
    }

    /** A node whose keys nobody has looked for. */
    public ViewPlan(
            String feed,
            String pipe,
            String node,
            String source,
            String root,
            String target,
            TranslatedQuery sql,
            List<String> targetColumns) {
        this(
                feed,
                pipe,
                node,
                source,
                root,
                target,
                sql,
                targetColumns,
                ViewKeys.unknown("its keys are not known"),
                Optional.empty());
    }

    /** The tables that it reads beside its source: it sees them whole, as they are when a block is processed. */
    public Set<String> joined() {
        Set<String> joined = new LinkedHashSet<>(sql.tables());
        joined.remove(source);
        return joined;
    }
}
