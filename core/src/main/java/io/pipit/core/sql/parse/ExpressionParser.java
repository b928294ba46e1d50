package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    ExpressionParser(Tokens tokens, Supplier<SetQuery> nested, Parameters parameters) {
        this.tokens = tokens;
        this.nested = nested;
        this.primaries = new PrimaryParser(tokens, this, parameters);
    }

    /** The members of a SELECT list, where an alias may stand without AS and a last comma is accepted. */
    List<Expression> items() {
        List<Expression> items = new ArrayList<>();
        do {
            if (!items.isEmpty() && Words.startsNoExpression(tokens.peek(), tokens.peek(1))) {
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

    /** An expression with an optional {@code AS alias}. */
    Expression expression() {
        Expression expression = unaliased();
        if (tokens.acceptWord("AS")) {
            return new Aliased(expression, tokens.expectName("an alias"), expression.position());
        }
        return expression;
    }

    /** The offset of a window frame: an expression without AND. */
    Expression offset() {
        return concat();
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
        return primaries.calls().call(name, where);
    }

    WindowParser windows() {
        return primaries.calls().windows();
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
                left = compared(function, left);
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

    /** A comparison, where ANY or ALL may stand before a query on the right. */
    private Expression compared(String function, Expression left) {
        SourcePosition where = left.position();
        boolean any = tokens.word("ANY");
        boolean query = (any || tokens.word("ALL"))
                && tokens.peek(1).isOperator("(")
                && (tokens.peek(2).isWord("SELECT") || tokens.peek(2).isWord("WITH"));
        if (!query) {
            return Call.of(function, where, left, concat());
        }
        tokens.next();
        Subquery right = (Subquery) primaries.primary();
        if (function.equals("equals") || function.equals("notEquals")) {
            boolean plain = any == function.equals("equals");
            Expression rows = plain ? right : reduced("singleValueOrNull", right);
            return Call.of(function.equals("equals") ? "in" : "notIn", where, left, rows);
        }
        boolean greater = function.startsWith("greater");
        return Call.of(function, where, left, reduced(any == greater ? "min" : "max", right));
    }

    private static Subquery reduced(String aggregate, Subquery query) {
        SourcePosition where = query.position();
        Expression value = Call.of(aggregate, where, Star.all(where));
        From rows = new From.Nested(query.query(), From.Alias.NONE, where);
        return new Subquery(SetQuery.of(Select.of(List.of(value), rows, where)), where);
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
        Optional<Expression> truth = truth(left);
        if (truth.isPresent()) {
            return truth.get();
        }
        int mark = tokens.mark();
        tokens.acceptWord("GLOBAL");
        boolean negated = tokens.acceptWord("NOT");
        if (tokens.acceptWord("IN")) {
            return Call.of(negated ? "notIn" : "in", where, left, concat());
        } else if (tokens.acceptWord("LIKE")) {
            return Call.of(negated ? "notLike" : "like", where, left, pattern());
        } else if (tokens.acceptWord("ILIKE")) {
            return Call.of(negated ? "notILike" : "ilike", where, left, pattern());
        } else if (tokens.acceptWord("REGEXP")) {
            Expression match = Call.of("match", where, left, concat());
            return negated ? Call.of("not", where, match) : match;
        } else if (tokens.acceptWord("BETWEEN")) {
            return between(left, negated);
        }
        tokens.reset(mark);
        return left;
    }

    /** IS [NOT] TRUE, FALSE and UNKNOWN. */
    private Optional<Expression> truth(Expression left) {
        if (!tokens.word("IS")) {
            return Optional.empty();
        }
        boolean negated = tokens.peek(1).isWord("NOT");
        Token value = tokens.peek(negated ? 2 : 1);
        boolean unknown = value.isWord("UNKNOWN");
        if (!unknown && !value.isWord("TRUE") && !value.isWord("FALSE")) {
            return Optional.empty();
        }
        for (int i = 0; i < (negated ? 3 : 2); i++) {
            tokens.next();
        }
        if (unknown) {
            return Optional.of(Call.of(negated ? "isNotNull" : "isNull", left.position(), left));
        }
        Expression right = new BoolLiteral(value.isWord("TRUE"), value.position());
        return Optional.of(Call.of(negated ? "isDistinctFrom" : "isNotDistinctFrom", left.position(), left, right));
    }

    /** A pattern of LIKE; ESCAPE names the character that stands before % and _ where they mean themselves. */
    private Expression pattern() {
        Expression pattern = concat();
        if (!tokens.acceptWord("ESCAPE")) {
            return pattern;
        }
        Token escape = tokens.next();
        if (!(pattern instanceof StringLiteral text)
                || escape.kind() != Kind.STRING
                || escape.text().length() != 1) {
            throw SqlErrors.unsupported(escape.position(), "ESCAPE needs a pattern and one character in quotes.");
        }
        char mark = escape.text().charAt(0);
        String value = mark == '\\' ? text.value() : escaped(text.value(), mark);
        return new StringLiteral(value, text.position());
    }

    private static String escaped(String pattern, char mark) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == mark && i + 1 < pattern.length()) {
                char next = pattern.charAt(++i);
                out.append(next == '%' || next == '_' || next == '\\' ? "\\" : "")
                        .append(next);
            } else {
                out.append(c == '\\' ? "\\\\" : String.valueOf(c));
            }
        }
        return out.toString();
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
