package io.pipit.core.sql.translate;

import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.Expression.Subquery;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** The names of columns that a query does not name: the expression written as calls, for instance {@code plus(a, 1)}. */
final class ImplicitNames {
    private ImplicitNames() {}

    static String of(Expression expression) {
        if (expression instanceof Aliased a) {
            return a.alias();
        } else if (expression instanceof Name n) {
            return n.parts().get(n.parts().size() - 1);
        } else if (expression instanceof NumberLiteral n) {
            return number(n.text());
        } else if (expression instanceof StringLiteral s) {
            return "'" + s.value().replace("\\", "\\\\").replace("'", "\\'") + "'";
        } else if (expression instanceof BoolLiteral b) {
            return Boolean.toString(b.value());
        } else if (expression instanceof NullLiteral) {
            return "NULL";
        } else if (expression instanceof Star s) {
            return s.qualifier().isEmpty() ? "*" : s.qualifier() + ".*";
        } else if (expression instanceof Lambda l) {
            return "lambda(tuple(" + String.join(", ", l.parameters()) + "), " + of(l.body()) + ")";
        } else if (expression instanceof Subquery) {
            return "_subquery";
        }
        return call((Call) expression);
    }

    private static String number(String text) {
        return text.matches("-?[0-9]+") || text.startsWith("0x")
                ? text
                : new BigDecimal(text).stripTrailingZeros().toPlainString();
    }

    private static String call(Call call) {
        boolean literals = call.arguments().stream().allMatch(ImplicitNames::literal);
        if (call.function().equals("array") && literals) {
            return "[" + list(call.arguments()) + "]";
        } else if (call.function().equals("tuple")
                && literals
                && call.arguments().size() > 1) {
            return "(" + list(call.arguments()) + ")";
        } else if (call.function().equals("count")
                && call.arguments().size() == 1
                && call.argument(0) instanceof Star) {
            return "count()";
        }
        String parameters = call.parameters().isEmpty() ? "" : "(" + list(call.parameters()) + ")";
        return call.function() + parameters + "(" + (call.distinct() ? "DISTINCT " : "") + list(call.arguments()) + ")";
    }

    private static boolean literal(Expression expression) {
        return expression instanceof NumberLiteral
                || expression instanceof StringLiteral
                || expression instanceof NullLiteral
                || expression instanceof BoolLiteral
                || (expression instanceof Call call
                        && (call.function().equals("array") || call.function().equals("tuple"))
                        && call.arguments().stream().allMatch(ImplicitNames::literal));
    }

    private static String list(List<Expression> expressions) {
        return expressions.stream().map(ImplicitNames::of).collect(Collectors.joining(", "));
    }
}
