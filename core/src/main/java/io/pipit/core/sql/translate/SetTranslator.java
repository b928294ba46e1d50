package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Counted;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.TypeRules;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetOperand;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With.CommonTable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Translates one SELECT, or several connected by UNION, EXCEPT and INTERSECT. */
final class SetTranslator {
    static final String HIDDEN = hidden("");
    private static final int MAX_WIDENINGS = 8;

    private final Translation translation;

    SetTranslator(Translation translation) {
        this.translation = translation;
    }

    /** The hidden columns of the keyed form, with a qualifier such as {@code s0.} or none. */
    static String hidden(String qualifier) {
        return List.of(Identity.PART, Identity.OFF, Identity.ROW, Identity.AT).stream()
                .map(c -> qualifier + SqlText.name(c))
                .collect(Collectors.joining(", "));
    }

    Translated translate(SetQuery query, Environment environment) {
        return query.operands().size() == 1
                ? operand(query.operands().get(0), environment)
                : combined(query, environment);
    }

    private Translated operand(SetOperand operand, Environment environment) {
        if (operand instanceof SetQuery query) {
            return translate(query, environment);
        }
        Select select = (Select) operand;
        return new SelectTranslator(translation, environment.with(select.with())).translate(select);
    }

    private Translated combined(SetQuery query, Environment environment) {
        // what WITH before the first SELECT names holds for all of them
        Environment inner = environment.with(first(query).with());
        List<Translated> parts = new ArrayList<>();
        for (SetOperand operand : query.operands()) {
            parts.add(operand(operand, inner));
        }
        return combined(query, parts);
    }

    static Select first(SetOperand operand) {
        return operand instanceof SetQuery query ? first(query.operands().get(0)) : (Select) operand;
    }

    private Translated combined(SetQuery query, List<Translated> parts) {
        Translated first = parts.get(0);
        for (Translated part : parts) {
            checkSize(query, first.columns(), part.columns());
            if (part.keyed() != first.keyed()) {
                throw new NotKeyableException("UNION of a query of the block with one that does not read it");
            }
        }
        if (query.kind() != SetQuery.Kind.UNION_ALL && first.keyed()) {
            throw new NotKeyableException(query.kind().text());
        }
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < first.columns().size(); i++) {
            columns.add(new OutputColumn(first.columns().get(i).name(), common(query, parts, i)));
        }
        String operator = switch (query.kind()) {
            case UNION_DISTINCT -> " UNION ";
            case EXCEPT_DISTINCT -> " EXCEPT ";
            case INTERSECT_DISTINCT -> " INTERSECT ";
            default -> " " + query.kind().text() + " ";
        };
        String sql = parts.stream().map(p -> branch(p, columns)).collect(Collectors.joining(operator));
        return new Translated(sql, columns, first.keyed(), true);
    }

    private static void checkSize(SetQuery query, List<OutputColumn> first, List<OutputColumn> other) {
        if (other.size() != first.size()) {
            throw SqlErrors.argument(
                    query.position(),
                    query.kind().text() + " joins queries of " + first.size() + " and of "
                            + Counted.of(other.size(), "column") + "; all need the same number.");
        }
    }

    // --- queries that read themselves

    /**
     * A recursive query as one SELECT of the engine's WITH RECURSIVE. The types of its columns hold the first rows and all that come
     * of them.
     */
    Translated recursive(CommonTable table, Environment environment) {
        SetQuery query = table.query();
        boolean distinct = query.kind() == SetQuery.Kind.UNION_DISTINCT;
        if (query.operands().size() < 2 || !(distinct || query.kind() == SetQuery.Kind.UNION_ALL)) {
            return translate(query, environment.without(table.name()));
        }
        Environment inner = environment.with(first(query).with()).without(table.name());
        Translated seed = operand(query.operands().get(0), inner);
        if (seed.keyed()) {
            throw new NotKeyableException("WITH RECURSIVE over the block");
        }
        String name = translation.newAlias("r");
        List<OutputColumn> columns = named(seed.columns(), table.columns());
        for (int round = 0; round < MAX_WIDENINGS; round++) {
            Map<SetQuery, Translation.Named> before = new IdentityHashMap<>(translation.named);
            List<Translated> parts = new ArrayList<>(List.of(seed));
            Environment bound = inner.with(table.name(), new Environment.Bound(name, columns));
            for (SetOperand operand :
                    query.operands().subList(1, query.operands().size())) {
                parts.add(operand(operand, bound));
            }
            parts.forEach(p -> checkSize(query, seed.columns(), p.columns()));
            List<OutputColumn> wide = widened(query, parts, columns);
            if (wide.equals(columns)) {
                return recursive(name, parts, columns, distinct ? " UNION " : " UNION ALL ");
            }
            columns = wide;
            translation.named.clear();
            translation.named.putAll(before);
        }
        throw SqlErrors.argument(
                query.position(),
                "The types of the recursive query '" + table.name() + "' grow with every round; convert its columns.");
    }

    private static List<OutputColumn> widened(SetQuery query, List<Translated> parts, List<OutputColumn> columns) {
        List<OutputColumn> wide = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            wide.add(new OutputColumn(columns.get(i).name(), common(query, parts, i)));
        }
        return wide;
    }

    private Translated recursive(String name, List<Translated> parts, List<OutputColumn> columns, String operator) {
        if (parts.stream().anyMatch(Translated::keyed)) {
            throw new NotKeyableException("WITH RECURSIVE over the block");
        }
        String rows = parts.subList(1, parts.size()).stream()
                .map(p -> branch(p, columns))
                .collect(Collectors.joining(" UNION ALL "));
        String names = columns.stream().map(c -> SqlText.name(c.name())).collect(Collectors.joining(", "));
        String sql = "WITH RECURSIVE " + name + "(" + names + ") AS (" + branch(parts.get(0), columns) + operator
                + (parts.size() > 2 ? "(" + rows + ")" : rows) + ") SELECT " + names + " FROM " + name;
        return new Translated(sql, columns, false, true);
    }

    static List<OutputColumn> named(List<OutputColumn> columns, List<String> names) {
        List<OutputColumn> named = new ArrayList<>(columns);
        for (int i = 0; i < Math.min(names.size(), columns.size()); i++) {
            named.set(i, new OutputColumn(names.get(i), columns.get(i).type()));
        }
        return named;
    }

    private static DataType common(SetQuery query, List<Translated> parts, int index) {
        List<DataType> types =
                parts.stream().map(p -> p.columns().get(index).type()).toList();
        if (types.stream().distinct().count() == 1) {
            return types.get(0);
        }
        return TypeRules.supertype(types)
                .orElseThrow(() -> SqlErrors.argument(
                        query.position(),
                        "Column " + (index + 1) + " of " + query.kind().text() + " has types without a common one: "
                                + types.stream()
                                        .map(DataType::toString)
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private String branch(Translated part, List<OutputColumn> columns) {
        String alias = translation.newAlias("u");
        StringBuilder list = new StringBuilder(part.keyed() ? hidden(alias + ".") + ", " : "");
        for (int i = 0; i < columns.size(); i++) {
            String from = alias + "." + SqlText.name(part.columns().get(i).name());
            boolean same = part.columns().get(i).type().equals(columns.get(i).type());
            list.append(i == 0 ? "" : ", ")
                    .append(same ? from : SqlText.cast(from, columns.get(i).type()))
                    .append(" AS ")
                    .append(SqlText.name(columns.get(i).name()));
        }
        return "SELECT " + list + " FROM (" + part.sql() + ") AS " + alias;
    }
}
