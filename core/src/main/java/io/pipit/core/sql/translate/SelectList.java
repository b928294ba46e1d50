package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Select;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The list of columns of one SELECT: stars and tuples are spread out, and each column has a name of its own. */
final class SelectList {
    /** A column: its name and its value. */
    record Item(String name, Rendered value) {
        /** The text in the engine's list of columns. */
        String sql() {
            String stored = value.exact() && !value.logical()
                    ? value.sql()
                    : "CAST(" + value.value() + " AS " + StorageTypes.of(value.type()) + ")";
            return stored + " AS " + SqlText.name(name);
        }
    }

    /** A column that is not translated yet. */
    record Entry(String name, Supplier<Rendered> value) {}

    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final List<Entry> entries = new ArrayList<>();

    SelectList(Translation translation, Scope scope, ExpressionTranslator expressions, Select select) {
        this.scope = scope;
        this.expressions = expressions;
        Stars stars = new Stars(translation, scope, expressions);
        for (Expression expression : select.items()) {
            if (expression instanceof Star star) {
                entries.addAll(stars.entries(star));
            } else if (bare(expression) instanceof Call call && call.function().equals("untuple")) {
                spread(call, expression);
            } else {
                entries.add(new Entry(name(expression), () -> expressions.render(expression)));
            }
        }
        if (entries.isEmpty()) {
            throw SqlErrors.argument(select.position(), "The list after SELECT stands for no columns at all.");
        }
    }

    private static Expression bare(Expression expression) {
        return expression instanceof Aliased aliased ? aliased.expression() : expression;
    }

    /** {@code untuple(t)}: one column for each member. */
    private void spread(Call call, Expression expression) {
        if (call.arguments().size() != 1
                || !(expressions.render(call.argument(0)).type().bare() instanceof TupleType type)) {
            throw SqlErrors.argument(call.position(), "In untuple: one argument is expected, which is a tuple.");
        }
        String name = expression instanceof Aliased aliased ? aliased.alias() : "";
        for (int i = 0; i < type.elements().size(); i++) {
            Expression member = Call.of(
                    "tupleElement",
                    call.position(),
                    call.argument(0),
                    new NumberLiteral(Integer.toString(i + 1), call.position()));
            String own = type.names().get(i).isEmpty()
                    ? Integer.toString(i + 1)
                    : type.names().get(i);
            String shown = name.isEmpty()
                    ? type.names().get(i).isEmpty()
                            ? "tupleElement(" + ImplicitNames.of(call.argument(0)) + ", '" + (i + 1) + "')"
                            : own
                    : name + "." + own;
            entries.add(new Entry(shown, () -> expressions.render(member)));
        }
    }

    private String name(Expression expression) {
        return new ImplicitNames(scope::shown).name(expression);
    }

    /** The value of the column at a place that GROUP BY or ORDER BY names by its number. */
    Rendered positional(NumberLiteral literal) {
        int index = Integer.parseInt(literal.text());
        if (index > entries.size()) {
            throw SqlErrors.argument(
                    literal.position(), "There is no column " + index + "; the list has " + entries.size() + ".");
        }
        return entries.get(index - 1).value().get();
    }

    static boolean isPosition(Expression expression) {
        return expression instanceof NumberLiteral literal && literal.text().matches("[1-9][0-9]{0,3}");
    }

    /** All columns, translated. The engine cannot tell columns of one name apart; repeats are numbered. */
    List<Item> items() {
        Set<String> names = new HashSet<>();
        List<Item> items = new ArrayList<>();
        for (Entry entry : entries) {
            String name = entry.name();
            for (int i = 1; !names.add(name); i++) {
                name = entry.name() + "_" + i;
            }
            items.add(new Item(name, entry.value().get()));
        }
        return items;
    }
}
