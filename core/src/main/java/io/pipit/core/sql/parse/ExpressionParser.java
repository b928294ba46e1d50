package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads expressions. From the weakest to the strongest binding: alias, lambda, {@code ? :}, OR, AND, NOT, comparisons,
 * {@code ||}, {@code + -}, {@code * / %}, unary minus, then what follows a value ({@code :: [] .}).
 */
final class ExpressionParser {
    private static final Map<String, String> COMPARISONS = Map.of(
            "=",
            "equals",
            "==",
            "equals",
            "!=",
            "notEquals",
            "<>",
            "notEquals",
            "<",
            "less",
            "<=",
            "lessOrEquals",
            ">",
            "greater",
            ">=",
            "greaterOrEquals",
            "<=>",
            "isNotDistinctFrom");

    private final Tokens tokens;
    private final Supplier<SetQuery> nested;
    private final PrimaryParser primaries;

    ExpressionParser(Tokens tokens, String text, Supplier<SetQuery> nested) {
        this.tokens = tokens;
        this.nested = nested;
        this.primaries = new PrimaryParser(tokens, text, this);
    }

    /** The members of a SELECT list, where an alias may stand without AS and a last comma is accepted. */
    List<Expression> items() {
        List<Expression> items = new ArrayList<>();
        do {
            if (!items.isEmpty() && Words.startsNoExpression(tokens.peek())) {
                break;
            }
            Expression item = expression();
            if (!(item instanceof Aliased) && Words.mayBeAlias(tokens.peek())) {
                item = new Aliased(item, tokens.next().text(), item.position());
            }
            items.add(item);
        } while (tokens.acceptOperator(","));
        return items;
    }

    List<Expression> expressionList() {
        List<Expression> list = new ArrayList<>();
        do {
            list.add(expression());
        } while (tokens.acceptOperator(","));
        return list;
    }

    List<OrderItem> orderItems() {
        List<OrderItem> items = new ArrayList<>();
        do {
            Expression expression =
                    all() ? new Star("", List.of(), List.of(), tokens.next().position()) : expression();
            boolean descending = tokens.acceptWord("DESC") || tokens.acceptWord("DESCENDING");
            if (!descending && !tokens.acceptWord("ASC")) {
                tokens.acceptWord("ASCENDING");
            }
            boolean nullsFirst = false;
            if (tokens.acceptWord("NULLS")) {
                nullsFirst = tokens.acceptWord("FIRST");
                if (!nullsFirst) {
                    tokens.expectWord("LAST");
                }
            }
            if (tokens.acceptWord("COLLATE")) {
                tokens.next();
            }
            if (tokens.words("WITH", "FILL")) {
                throw SqlErrors.unsupported(
                        tokens.position(),
                        "WITH FILL is not supported; join with a list of the values that must not be missing.");
            }
            items.add(new OrderItem(expression, descending, nullsFirst));
        } while (tokens.acceptOperator(","));
        return items;
    }

    /** Whether ORDER BY ALL is written: all columns of the list. */
    private boolean all() {
        Token after = tokens.peek(1);
        return tokens.word("ALL")
                && (after.kind() == Kind.END
                        || after.isOperator(")")
                        || after.isWord("LIMIT")
                        || after.isWord("ASC")
                        || after.isWord("DESC"));
    }

    /** An expression with an optional {@code AS alias}. */
    Expression expression() {
        Expression expression = unaliased();
        if (tokens.acceptWord("AS")) {
            return new Aliased(expression, tokens.expectName("an alias"), expression.position());
        }
        return expression;
    }

    Expression unaliased() {
        tokens.enter();
        Expression expression = lambda();
        tokens.leave();
        return expression;
    }

    SetQuery query() {
        return nested.get();
    }

    Call tableFunction(String name, SourcePosition where) {
        return primaries.call(name, where);
    }

    private Expression lambda() {
        SourcePosition where = tokens.position();
        Expression left = ternary();
        if (!tokens.acceptOperator("->")) {
            return left;
        }
        List<String> parameters = new ArrayList<>();
        if (left instanceof Call tuple && tuple.function().equals("tuple")) {
            tuple.arguments().forEach(a -> parameters.add(parameter(a)));
        } else {
            parameters.add(parameter(left));
        }
        return new Lambda(parameters, unaliased(), where);
    }

    private static String parameter(Expression expression) {
        if (expression instanceof Name name && name.parts().size() == 1) {
            return name.parts().get(0);
        }
        throw SqlErrors.syntax(expression.position(), "Before '->' names are expected: x -> ... or (x, y) -> ...");
    }

    private Expression ternary() {
        Expression condition = or();
        if (!tokens.operator("?")) {
            return condition;
        }
        SourcePosition where = tokens.next().position();
        Expression yes = unaliased();
        tokens.expectOperator(":");
        return Call.of("if", where, condition, yes, unaliased());
    }

    private Expression or() {
        Expression left = and();
        List<Expression> all = new ArrayList<>(List.of(left));
        while (tokens.acceptWord("OR")) {
            all.add(and());
        }
        return chain("or", all);
    }

    private Expression and() {
        Expression left = not();
        List<Expression> all = new ArrayList<>(List.of(left));
        while (tokens.acceptWord("AND")) {
            all.add(not());
        }
        return chain("and", all);
    }

    private static Expression chain(String function, List<Expression> all) {
        return all.size() == 1 ? all.get(0) : Call.of(function, all.get(0).position(), all.toArray(Expression[]::new));
    }

    private Expression not() {
        if (!tokens.word("NOT") || tokens.peek(1).isOperator("->")) {
            return comparison();
        }
        SourcePosition where = tokens.next().position();
        tokens.enter();
        Expression inner = not();
        tokens.leave();
        return Call.of("not", where, inner);
    }

    private Expression comparison() {
        Expression left = concat();
        while (true) {
            Token token = tokens.peek();
            String function = token.kind() == Kind.OPERATOR ? COMPARISONS.get(token.text()) : null;
            if (function != null) {
                tokens.next();
                left = Call.of(function, left.position(), left, concat());
            } else if (token.kind() == Kind.NAME) {
                Expression next = wordComparison(left);
                if (next == left) {
                    return left;
                }
                left = next;
            } else {
                return left;
            }
        }
    }

    private Expression wordComparison(Expression left) {
        SourcePosition where = left.position();
        if (tokens.acceptWords("IS", "NOT", "NULL")) {
            return Call.of("isNotNull", where, left);
        } else if (tokens.acceptWords("IS", "NULL")) {
            return Call.of("isNull", where, left);
        } else if (tokens.acceptWords("IS", "NOT", "DISTINCT", "FROM")) {
            return Call.of("isNotDistinctFrom", where, left, concat());
        } else if (tokens.acceptWords("IS", "DISTINCT", "FROM")) {
            return Call.of("isDistinctFrom", where, left, concat());
        }
        int mark = tokens.mark();
        tokens.acceptWord("GLOBAL");
        boolean negated = tokens.acceptWord("NOT");
        if (tokens.acceptWord("IN")) {
            return Call.of(negated ? "notIn" : "in", where, left, concat());
        } else if (tokens.acceptWord("LIKE")) {
            return Call.of(negated ? "notLike" : "like", where, left, concat());
        } else if (tokens.acceptWord("ILIKE")) {
            return Call.of(negated ? "notILike" : "ilike", where, left, concat());
        } else if (tokens.acceptWord("REGEXP")) {
            Expression match = Call.of("match", where, left, concat());
            return negated ? Call.of("not", where, match) : match;
        } else if (tokens.acceptWord("BETWEEN")) {
            return between(left, negated);
        }
        tokens.reset(mark);
        return left;
    }

    private Expression between(Expression left, boolean negated) {
        SourcePosition where = left.position();
        Expression low = concat();
        tokens.expectWord("AND");
        Expression high = concat();
        return negated
                ? Call.of("or", where, Call.of("less", where, left, low), Call.of("greater", where, left, high))
                : Call.of(
                        "and",
                        where,
                        Call.of("greaterOrEquals", where, left, low),
                        Call.of("lessOrEquals", where, left, high));
    }

    private Expression concat() {
        Expression left = additive();
        List<Expression> all = new ArrayList<>(List.of(left));
        while (tokens.acceptOperator("||")) {
            all.add(additive());
        }
        return chain("concat", all);
    }

    private Expression additive() {
        Expression left = multiplicative();
        while (true) {
            if (tokens.acceptOperator("+")) {
                left = Call.of("plus", left.position(), left, multiplicative());
            } else if (tokens.acceptOperator("-")) {
                left = Call.of("minus", left.position(), left, multiplicative());
            } else {
                return left;
            }
        }
    }

    private Expression multiplicative() {
        Expression left = unary();
        while (true) {
            if (tokens.acceptOperator("*")) {
                left = Call.of("multiply", left.position(), left, unary());
            } else if (tokens.acceptOperator("/")) {
                left = Call.of("divide", left.position(), left, unary());
            } else if (tokens.acceptOperator("%") || tokens.acceptWord("MOD")) {
                left = Call.of("modulo", left.position(), left, unary());
            } else if (tokens.acceptWord("DIV")) {
                left = Call.of("intDiv", left.position(), left, unary());
            } else {
                return left;
            }
        }
    }

    private Expression unary() {
        Token token = tokens.peek();
        if (tokens.acceptOperator("-")) {
            if (tokens.peek().kind() == Kind.NUMBER) {
                Token number = tokens.next();
                return primaries.postfix(new NumberLiteral("-" + number.text(), token.position()));
            }
            tokens.enter();
            Expression inner = unary();
            tokens.leave();
            return Call.of("negate", token.position(), inner);
        }
        if (tokens.acceptOperator("+")) {
            return unary();
        }
        return primaries.postfix(primaries.primary());
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    Expression subquery(SourcePosition where) {
        return new Subquery(query(), where);
    }
}
