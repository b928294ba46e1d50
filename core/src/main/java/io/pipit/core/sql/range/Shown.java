package io.pipit.core.sql.range;

import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Expressions as people know them: plain calls of functions over columns and literals. */
final class Shown {
    private Shown() {}

    /** An expression of at least one column; a name loses the given name of its table. */
    static Optional<String> column(Expression expression, String table) {
        return constant(expression).isPresent() ? Optional.empty() : text(expression, Optional.of(table));
    }

    /** An expression without columns. */
    static Optional<String> constant(Expression expression) {
        return text(expression, Optional.empty());
    }

    private static Optional<String> text(Expression expression, Optional<String> table) {
        if (expression instanceof NumberLiteral number) {
            return Optional.of(number.text());
        } else if (expression instanceof StringLiteral text) {
            return Optional.of("'" + text.value() + "'");
        } else if (expression instanceof Name name) {
            return table.map(known -> unqualified(name, known));
        } else if (!(expression instanceof Call call) || special(call)) {
            return Optional.empty();
        } else {
            List<String> arguments = new ArrayList<>();
            for (Expression argument : call.arguments()) {
                Optional<String> text = text(argument, table);
                if (text.isEmpty()) {
                    return Optional.empty();
                }
                arguments.add(text.get());
            }
            return Optional.of(call.function() + "(" + String.join(", ", arguments) + ")");
        }
    }

    private static boolean special(Call call) {
        return call.distinct()
                || call.filter().isPresent()
                || call.window().isPresent()
                || !call.parameters().isEmpty();
    }

    private static String unqualified(Name name, String table) {
        boolean qualified = name.parts().size() > 1 && name.parts().get(0).equals(table);
        return qualified ? String.join(".", name.parts().subList(1, name.parts().size())) : name.text();
    }
}
