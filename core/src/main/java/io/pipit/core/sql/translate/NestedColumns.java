package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Nested column {@code n} is what its members {@code n.a} and {@code n.b} are together: arrays of one length. */
final class NestedColumns {
    private final Scope scope;

    NestedColumns(Scope scope) {
        this.scope = scope;
    }

    /** The arrays that are members of a nested column of that name, with their sources; none where there is no such column. */
    List<SourceColumn> members(String name) {
        for (Source source : scope.sources()) {
            String prefix = column(source, name) + ".";
            List<SourceColumn> members = source.columns().stream()
                    .filter(c ->
                            c.name().startsWith(prefix) && c.rendered().type().bare() instanceof ArrayType)
                    .toList();
            if (!members.isEmpty()) {
                return members;
            }
        }
        return List.of();
    }

    /** A name without the source before it. */
    private static String column(Source source, String name) {
        int dot = name.indexOf('.');
        return dot > 0 && source.called(name.substring(0, dot)) ? name.substring(dot + 1) : name;
    }

    /** What ARRAY JOIN takes apart: for a nested column all of its members, under its alias where it has one. */
    List<Expression> spread(List<Expression> arrays) {
        List<Expression> all = new ArrayList<>();
        for (Expression item : arrays) {
            Expression array = item instanceof Aliased aliased ? aliased.expression() : item;
            List<SourceColumn> members =
                    array instanceof Name name && !isColumn(name.text()) ? members(name.text()) : List.of();
            if (members.isEmpty()) {
                all.add(item);
            }
            for (SourceColumn member : members) {
                Name column = new Name(List.of(member.name()), item.position());
                String whole = ((Name) array).text();
                boolean bare = member.name().startsWith(whole + ".");
                String nested = bare ? whole : whole.substring(whole.indexOf('.') + 1);
                String rest = member.name().substring(nested.length());
                all.add(
                        item instanceof Aliased aliased
                                ? new Aliased(column, aliased.alias() + rest, item.position())
                                : column);
            }
        }
        return all;
    }

    private boolean isColumn(String name) {
        return scope.sources().stream().anyMatch(s -> s.column(name).isPresent());
    }

    /** The column itself: tuples of its members. */
    Optional<Rendered> zipped(String name) {
        List<SourceColumn> members = members(name);
        if (members.isEmpty()) {
            return Optional.empty();
        }
        List<String> names =
                members.stream().map(m -> m.name().substring(name.length() + 1)).toList();
        List<DataType> types = members.stream()
                .map(m -> ((ArrayType) m.rendered().type().bare()).element())
                .toList();
        String lists = members.stream().map(m -> m.rendered().sql()).collect(Collectors.joining(", "));
        ArrayType type = new ArrayType(new TupleType(names, types));
        return Optional.of(Rendered.exact(SqlText.cast("list_zip(" + lists + ")", type), type));
    }
}
