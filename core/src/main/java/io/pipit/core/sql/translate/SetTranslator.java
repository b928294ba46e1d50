package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.TypeRules;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Translates one SELECT, or several joined by UNION. */
final class SetTranslator {
    static final String HIDDEN = hidden("");

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
        if (query.selects().size() == 1) {
            return new SelectTranslator(
                            translation, environment.with(query.selects().get(0)))
                    .translate(query.selects().get(0));
        }
        // what WITH before the first SELECT names holds for all of them
        Environment inner = environment.with(query.selects().get(0));
        List<Translated> parts = new ArrayList<>();
        for (Select select : query.selects()) {
            parts.add(new SelectTranslator(translation, inner.with(select)).translate(select));
        }
        return union(query, parts);
    }

    private Translated union(SetQuery query, List<Translated> parts) {
        Translated first = parts.get(0);
        for (Translated part : parts) {
            if (part.columns().size() != first.columns().size()) {
                throw SqlErrors.argument(
                        query.position(),
                        "UNION joins queries of " + first.columns().size() + " and of "
                                + part.columns().size() + " columns; all need the same number.");
            }
            if (part.keyed() != first.keyed()) {
                throw new NotKeyableException("UNION of a query of the block with one that does not read it");
            }
        }
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < first.columns().size(); i++) {
            columns.add(new OutputColumn(first.columns().get(i).name(), common(query, parts, i)));
        }
        String sql = parts.stream()
                .map(p -> branch(p, columns))
                .collect(Collectors.joining(query.distinct() ? " UNION " : " UNION ALL "));
        if (query.distinct() && first.keyed()) {
            throw new NotKeyableException("UNION DISTINCT");
        }
        return new Translated(sql, columns, first.keyed(), true);
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
                        "Column " + (index + 1) + " of UNION has types without a common one: "
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
