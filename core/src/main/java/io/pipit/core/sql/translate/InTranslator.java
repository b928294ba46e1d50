package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.error.Counted;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.AddressLiterals;
import io.pipit.core.sql.function.Comparisons;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Translates IN: over lists, arrays, queries and names of tables. */
final class InTranslator {
    private final Translation translation;
    private final Environment environment;
    private final Scope scope;
    private final ExpressionTranslator expressions;

    InTranslator(Translation translation, Environment environment, Scope scope, ExpressionTranslator expressions) {
        this.translation = translation;
        this.environment = environment;
        this.scope = scope;
        this.expressions = expressions;
    }

    Rendered translate(Call call, boolean negated) {
        Expression right = resolve(call.argument(1));
        List<Rendered> left = members(call.argument(0));
        String operator = negated ? " NOT IN " : " IN ";
        boolean nullable = left.stream().anyMatch(l -> l.type().nullable());
        String sql;
        if (right instanceof Subquery subquery && expressions.names().inLambda() && left.size() == 1) {
            Call held = Call.of("has", call.position(), members(subquery), call.argument(0));
            return expressions.render(negated ? Call.of("not", call.position(), held) : held);
        } else if (right instanceof Subquery subquery) {
            sql = query(call, left, operator, subquery.query());
        } else if (right instanceof Call list
                && (list.function().equals("tuple") || list.function().equals("array"))) {
            sql = list(call, left, operator, list.arguments());
        } else {
            sql = value(call, left, operator, right);
        }
        Rendered result = Rendered.condition(sql);
        return nullable ? result.as(Types.nullable(result.type())) : result;
    }

    /** The one column of a query as an array. */
    private static Subquery members(Subquery query) {
        Name column = new Name(List.of("member"), query.position());
        From from = new From.Nested(query.query(), new From.Alias("members", List.of("member")), query.position());
        Select all = Select.of(List.of(Call.of("groupUniqArray", query.position(), column)), from, query.position());
        return new Subquery(SetQuery.of(all), query.position());
    }

    /** A name that stands for a query, or for a table where no column has the name. */
    private Expression resolve(Expression right) {
        Expression bare = right instanceof Aliased a ? a.expression() : right;
        if (!(bare instanceof Name name)) {
            return bare;
        }
        Optional<Expression> alias =
                name.parts().size() == 1 ? expressions.names().aliased(name.text()) : Optional.empty();
        if (alias.isPresent()
                && alias.get() instanceof Call literal
                && (literal.function().equals("array") || literal.function().equals("tuple"))) {
            return literal;
        }
        boolean table = environment.tables().containsKey(name.text())
                || environment.relations().find(name.text()).isPresent();
        return table && !expressions.names().knows(name.text()) ? new Subquery(all(name), name.position()) : bare;
    }

    private static SetQuery all(Name table) {
        From from = new From.Table(table.text(), From.Alias.NONE, Optional.empty(), table.position());
        return SetQuery.of(Select.of(List.of(Star.all(table.position())), from, table.position()));
    }

    private List<Rendered> members(Expression left) {
        Expression bare = left instanceof Aliased a ? a.expression() : left;
        if (bare instanceof Name name && name.parts().size() == 1) {
            Optional<Expression> alias = expressions.names().aliased(name.text());
            if (alias.isPresent()
                    && alias.get() instanceof Call tuple
                    && tuple.function().equals("tuple")) {
                bare = tuple;
            }
        }
        if (bare instanceof Call tuple
                && tuple.function().equals("tuple")
                && tuple.arguments().size() > 1) {
            return tuple.arguments().stream().map(expressions::render).toList();
        }
        return List.of(expressions.render(left));
    }

    private String query(Call call, List<Rendered> left, String operator, SetQuery query) {
        Translation.Named named = translation.name(query, environment);
        List<OutputColumn> columns = named.query().columns();
        if (columns.size() != left.size()) {
            throw SqlErrors.argument(
                    call.position(),
                    "IN compares " + Counted.of(left.size(), "value") + " with a query of "
                            + Counted.of(columns.size(), "column") + ".");
        }
        String alias = translation.aliasOf(query, "q");
        List<String> values = new ArrayList<>();
        List<String> read = new ArrayList<>();
        List<String> filters = new ArrayList<>();
        if (named.query().keyed()) {
            String source = scope.keyed()
                    .orElseThrow(() -> new NotKeyableException("IN over the block beside another table"))
                    .engineAlias();
            for (String hidden : List.of(Identity.PART, Identity.OFF)) {
                values.add(source + "." + SqlText.name(hidden));
                read.add(alias + "." + SqlText.name(hidden));
            }
        }
        for (int i = 0; i < left.size(); i++) {
            OutputColumn column = columns.get(i);
            Rendered right = Rendered.exact(alias + "." + SqlText.name(column.name()), column.type());
            values.add(aligned(call, left.get(i), right));
            read.add(aligned(call, right, left.get(i)));
            if (column.type().nullable()) {
                filters.add(right.sql() + " IS NOT NULL");
            }
        }
        String where = filters.isEmpty() ? "" : " WHERE " + String.join(" AND ", filters);
        String tuple = values.size() == 1 ? values.get(0) : "(" + String.join(", ", values) + ")";
        return "(" + tuple + operator + "(SELECT " + String.join(", ", read) + " FROM " + named.mark() + " AS " + alias
                + where + "))";
    }

    private static String aligned(Call call, Rendered value, Rendered other) {
        Rendered aligned = Comparisons.align(value, other, m -> error(call, m));
        return aligned.number();
    }

    /** A number in a list beside a text is its digits. */
    private static Rendered asText(Rendered value, Rendered left) {
        boolean text = Types.text(left.type())
                && Types.number(value.type())
                && value.constant().isPresent();
        return text ? Rendered.of(Conversions.text(value), Types.STRING) : value;
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In IN: " + message + ".");
    }

    private String list(Call call, List<Rendered> left, String operator, List<Expression> items) {
        List<String> rows = new ArrayList<>();
        for (Expression item : items) {
            List<Rendered> row = left.size() == 1 ? List.of(expressions.render(item)) : members(item);
            if (row.size() != left.size()) {
                // (a, b) IN (1, 2) compares with one pair
                return list(
                        call,
                        left,
                        operator,
                        List.of(Call.of("tuple", call.position(), items.toArray(Expression[]::new))));
            }
            if (row.stream().anyMatch(r -> r.type().bare() instanceof NothingType)) {
                continue; // NULL in a list equals nothing
            }
            List<String> addresses = row.size() == 1 ? AddressLiterals.of(row.get(0), left.get(0)) : List.of();
            if (!addresses.isEmpty()) {
                rows.addAll(addresses);
                continue;
            }
            List<String> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(aligned(call, asText(row.get(i), left.get(i)), left.get(i)));
            }
            rows.add(values.size() == 1 ? values.get(0) : "(" + String.join(", ", values) + ")");
        }
        String value = left.stream().map(Rendered::number).collect(Collectors.joining(", "));
        if (rows.isEmpty()) {
            return operator.contains("NOT") ? "true" : "false";
        }
        String sql =
                "(" + (left.size() == 1 ? value : "(" + value + ")") + operator + "(" + String.join(", ", rows) + "))";
        // the engine takes a computed value for one that is only NULL where its columns are
        boolean guard = left.size() == 1 && left.get(0).type().nullable() && value.contains("CASE ");
        return guard ? "CASE WHEN " + value + " IS NOT NULL THEN " + sql + " END" : sql;
    }

    private String value(Call call, List<Rendered> left, String operator, Expression right) {
        Rendered value = expressions.render(right);
        DataType type = value.type().bare();
        if (type instanceof ArrayType && left.size() == 1) {
            String contains =
                    "list_contains(" + value.sql() + ", " + left.get(0).value() + ")";
            return operator.contains("NOT") ? "(NOT " + contains + ")" : contains;
        }
        return list(call, left, operator, List.of(right));
    }
}
