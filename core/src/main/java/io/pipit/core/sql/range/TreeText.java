package io.pipit.core.sql.range;

import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.ParsedQuery;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes parts of parsed queries so that equal ones give equal texts, wherever they stand; nodes that they read are written out. */
final class TreeText {
    private final Relations relations;

    /** Of what is written where names mean these relations. */
    TreeText(Relations relations) {
        this.relations = relations;
    }

    String of(Object part) {
        if (part instanceof SourcePosition) {
            return "";
        } else if (part instanceof Optional<?> optional) {
            return optional.map(this::of).orElse("-");
        } else if (part instanceof Collection<?> all) {
            return all.stream().map(this::of).collect(Collectors.joining(",", "[", "]"));
        } else if (part instanceof Map<?, ?> map) {
            Map<String, String> texts = new TreeMap<>();
            map.forEach((key, value) -> texts.put(of(key), of(value)));
            return texts.toString();
        } else if (part instanceof Record node) {
            return node(node);
        }
        String text = String.valueOf(part);
        return text.length() + ":" + text; // no text can look like the end of another
    }

    private String node(Record node) {
        StringBuilder out = new StringBuilder(node.getClass().getSimpleName()).append('(');
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            out.append(of(value(node, component))).append(';');
        }
        if (node instanceof From.Table table) {
            derived(table).ifPresent(query -> out.append(new TreeText(query.scope()).of(query.query())));
        }
        return out.append(')').toString();
    }

    private static Object value(Record node, RecordComponent component) {
        try {
            return component.getAccessor().invoke(node);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The node or pipe that a name means; empty for anything else, such as the name of a WITH query. */
    Optional<Relation.Derived> derived(From.Table table) {
        try {
            return relations
                    .find(table.name())
                    .filter(found ->
                            found instanceof Relation.Derived derived && derived.query() instanceof ParsedQuery)
                    .map(Relation.Derived.class::cast);
        } catch (PipitException e) {
            return Optional.empty();
        }
    }
}
