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
import io.pipit.core.sql.tree.Window;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names of columns that a query does not name: the expression written as calls, for instance {@code plus(a, 1)}. */
final class ImplicitNames {
    private final Function<Name, String> names;

    ImplicitNames(Function<Name, String> names) {
        this.names = names;
    }

    /** The name where columns show under the last part of their names. */
    static String of(Expression expression) {
        return new ImplicitNames(n -> n.parts().get(n.parts().size() - 1)).name(expression);
    }

    /** The name of an expression. */
    String name(Expression expression) {
        if (expression instanceof Aliased a) {
            return a.alias();
        } else if (expression instanceof Name n) {
            return names.apply(n);
        } else if (expression instanceof NumberLiteral n) {
            return number(n.text());
        } else if (expression instanceof StringLiteral s) {
            return text(s.value());
        } else if (expression instanceof BoolLiteral b) {
            return Boolean.toString(b.value());
        } else if (expression instanceof NullLiteral) {
            return "NULL";
        } else if (expression instanceof Star s) {
            return s.qualifier().isEmpty() ? "*" : s.qualifier() + ".*";
        } else if (expression instanceof Lambda l) {
            return "lambda(tuple(" + String.join(", ", l.parameters()) + "), " + name(l.body()) + ")";
        } else if (expression instanceof Subquery) {
            return "_subquery";
        }
        return call((Call) expression);
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\0' -> out.append("\\0");
                case '\\', '\'' -> out.append('\\').append(c);
                default -> out.append(c);
            }
        }
        return out.append('\'').toString();
    }

    private static String number(String text) {
        if (text.matches("-?[0-9]+")) {
            return text;
        }
        Optional<BigInteger> whole = Literals.whole(text);
        if (whole.isPresent()) {
            return whole.get().toString();
        }
        return floating(Literals.floating(text));
    }

    private static String floating(double value) {
        if (Double.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
        }
        BigDecimal exact = value == 0 ? BigDecimal.ZERO : new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean plain = value == 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e21);
        if (!plain) {
            String digits = exact.unscaledValue().toString();
            int exponent = exact.precision() - exact.scale() - 1;
            return digits.charAt(0) == '-' || digits.length() == 1
                    ? digits + "e" + exponent
                    : digits.charAt(0) + "." + digits.substring(1) + "e" + exponent;
        }
        return exact.scale() <= 0 ? exact.toPlainString() + "." : exact.toPlainString();
    }

    private String call(Call call) {
        boolean negative = call.function().equals("negate")
                && call.argument(0) instanceof Name n
                && n.text().matches("(?i)inf|infinity|nan");
        if (negative) {
            return "-" + name(call.argument(0)).toLowerCase(java.util.Locale.ROOT);
        }
        if (call.function().equals("array")) {
            return "[" + list(call.arguments()) + "]";
        } else if (call.function().equals("tuple")) {
            return "(" + list(call.arguments()) + ")";
        } else if (call.function().equalsIgnoreCase("count")
                && call.arguments().size() == 1
                && call.argument(0) instanceof Star) {
            return call.function() + "()";
        }
        String parameters = call.parameters().isEmpty() ? "" : "(" + list(call.parameters()) + ")";
        return call.function() + (call.distinct() ? "Distinct" : "") + parameters + "(" + list(call.arguments()) + ")"
                + call.window().map(this::over).orElse("");
    }

    private String over(Window window) {
        boolean named = !window.base().isEmpty()
                && window.partitionBy().isEmpty()
                && window.orderBy().isEmpty()
                && window.frame().isEmpty();
        if (named) {
            return " OVER " + window.base();
        }
        List<String> parts = new ArrayList<>();
        if (!window.base().isEmpty()) {
            parts.add(window.base());
        }
        if (!window.partitionBy().isEmpty()) {
            parts.add("PARTITION BY " + list(window.partitionBy()));
        }
        if (!window.orderBy().isEmpty()) {
            parts.add("ORDER BY "
                    + window.orderBy().stream()
                            .map(o -> name(o.expression())
                                    + (o.descending() ? " DESC" : " ASC")
                                    + (o.nullsFirst() ? " NULLS FIRST" : ""))
                            .collect(Collectors.joining(", ")));
        }
        window.frame().ifPresent(f -> parts.add(f.unit() + " BETWEEN " + bound(f.from()) + " AND " + bound(f.to())));
        return " OVER (" + String.join(" ", parts) + ")";
    }

    private String bound(Window.Bound bound) {
        return bound.offset().map(o -> name(o) + " ").orElse("")
                + bound.kind().name().replace('_', ' ');
    }

    private String list(List<Expression> expressions) {
        return expressions.stream().map(this::name).collect(Collectors.joining(", "));
    }
}
