package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Comparisons;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.OrderBy;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code joinGet} and {@code dictGet}: the value of a column in the row of a data source whose sorting key has a value. */
final class Lookups {
    private static final Set<String> NAMES =
            Set.of("joinGet", "joinGetOrNull", "dictGet", "dictGetOrNull", "dictGetOrDefault", "dictHas");

    private final Translation translation;
    private final Environment environment;
    private final ExpressionTranslator expressions;

    Lookups(Translation translation, Environment environment, ExpressionTranslator expressions) {
        this.translation = translation;
        this.environment = environment;
        this.expressions = expressions;
    }

    static Set<String> names() {
        return NAMES;
    }

    Rendered render(Call call) {
        boolean has = call.function().equals("dictHas");
        int first = has ? 1 : 2;
        boolean otherwise = call.function().equals("dictGetOrDefault");
        int last = call.arguments().size() - (otherwise ? 1 : 0);
        if (last <= first) {
            throw error(
                    call,
                    "found " + Counted.of(call.arguments().size(), "argument") + "; a data source, "
                            + (has ? "" : "a column, ") + "the value of the key" + (otherwise ? " and a default" : "")
                            + " are expected");
        }
        StoredTable table = table(call);
        List<Expression> values = values(call.arguments().subList(first, last));
        List<String> keys = table.keys().stream().limit(values.size()).toList();
        if (keys.size() < values.size()) {
            throw error(
                    call,
                    "found " + Counted.of(values.size(), "value") + " for the "
                            + Counted.of(table.keys().size(), "column") + " of the sorting key of '" + table.name()
                            + "'");
        }
        Translation.Named rows = translation.name(
                translation.lookups.computeIfAbsent(call, c -> query(call, table, keys, has)), environment);
        if (rows.query().keyed()) {
            throw new NotKeyableException(call.function() + " from the block itself");
        }
        String alias = translation.aliasOf(call, "q");
        String where = " FROM " + rows.mark() + " AS " + alias + " WHERE " + condition(call, rows, alias, values);
        if (has) {
            return Rendered.condition("EXISTS (SELECT 1" + where + ")");
        }
        OutputColumn column = rows.query().columns().get(keys.size());
        String value = "(SELECT " + alias + "." + SqlText.name(column.name()) + where + ")";
        return result(call, value, column.type(), last);
    }

    private Rendered result(Call call, String value, DataType type, int last) {
        if (call.function().endsWith("OrNull")) {
            return Rendered.exact(value, Types.nullable(type));
        }
        String otherwise = call.function().equals("dictGetOrDefault")
                ? Conversions.widen(expressions.render(call.argument(last)), type)
                : SqlText.defaultOf(type);
        return Rendered.exact(otherwise.equals("NULL") ? value : "coalesce(" + value + ", " + otherwise + ")", type);
    }

    private StoredTable table(Call call) {
        String text = text(call, 0, "the name of a data source");
        String name = text.substring(text.lastIndexOf('.') + 1);
        return environment
                .relations()
                .find(name)
                .filter(StoredTable.class::isInstance)
                .map(StoredTable.class::cast)
                .orElseThrow(() -> SqlErrors.unknown(
                        ErrorCode.UNKNOWN_TABLE,
                        call.position(),
                        "data source",
                        name,
                        environment.relations().names()));
    }

    private static String text(Call call, int index, String what) {
        Expression argument = call.argument(index);
        if (argument instanceof StringLiteral literal) {
            return literal.value();
        } else if (argument instanceof Name name) {
            return name.text();
        }
        throw error(call, "argument " + (index + 1) + " must be " + what + " in quotes");
    }

    private static List<Expression> values(List<Expression> arguments) {
        return arguments.size() == 1
                        && arguments.get(0) instanceof Call tuple
                        && tuple.function().equals("tuple")
                ? tuple.arguments()
                : arguments;
    }

    /** {@code SELECT keys, any(column) FROM table GROUP BY keys}: one row a key, also where the table has not been merged. */
    private static SetQuery query(Call call, StoredTable table, List<String> keys, boolean has) {
        List<Expression> groups = new ArrayList<>();
        keys.forEach(k -> groups.add(new Name(List.of(k), call.position())));
        List<Expression> items = new ArrayList<>(groups);
        if (!has) {
            String column = text(call, 1, "the name of a column");
            Expression value = new Name(List.of(column), call.position());
            items.add(
                    keys.contains(column)
                            ? new Aliased(value, "value", call.position())
                            : new Aliased(Call.of("anyLast", call.position(), value), "value", call.position()));
        }
        Select select = new Select(
                With.NONE,
                false,
                items,
                Optional.of(new From.Table(table.name(), From.Alias.NONE, Optional.empty(), call.position())),
                Optional.empty(),
                Optional.of(new GroupBy(GroupBy.Kind.PLAIN, List.of(groups), false, call.position())),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                OrderBy.none(call.position()),
                Optional.empty(),
                Optional.empty(),
                call.position());
        return SetQuery.of(select);
    }

    private String condition(Call call, Translation.Named rows, String alias, List<Expression> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            OutputColumn key = rows.query().columns().get(i);
            Rendered column = Rendered.exact(alias + "." + SqlText.name(key.name()), key.type());
            Rendered value = expressions.render(values.get(i));
            parts.add(Comparisons.compare(column, "=", value, m -> error(call, m)));
        }
        return String.join(" AND ", parts);
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In " + call.function() + ": " + message + ".");
    }
}
