package io.pipit.core.project.template.expression;

import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.template.expression.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads expressions, by descent through the levels of precedence. */
public final class ExpressionParser extends TokenReader {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_LINKS = 1_000;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<>", "<", ">", "<=", ">=");
    private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "is", "if", "else", "for", "lambda");

    private static final Expression NONE = new Expression.Literal(null);

    private int depth;
    private int links;

    private ExpressionParser(String text) {
        super(text);
    }

    /**
     * Reads a text as one expression; {@code a, b} is a list.
     *
     * @throws PipitException {@code TEMPLATE_ERROR}
     */
    public static Expression parse(String text) {
        ExpressionParser parser = new ExpressionParser(text);
        if (parser.peek().kind() == Kind.END) {
            throw TemplateErrors.template(
                    "An expression is missing; expected for instance a parameter such as String(name).");
        }
        Expression expression = parser.expression();
        if (parser.peek().is(",")) {
            expression = parser.items(expression, "");
        }
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected("the end of the expression");
        }
        return expression;
    }

    private Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw TemplateErrors.template(
                    "An expression is nested more than " + MAX_DEPTH + " deep; use {% set %} to split it.");
        }
        Expression value = or();
        if (accept("if")) {
            Expression condition = or();
            expect("else");
            value = new Expression.Conditional(condition, value, expression());
        }
        depth--;
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (accept("or")) {
            left = new Expression.Logical(false, left, and());
            link();
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (accept("and")) {
            left = new Expression.Logical(true, left, not());
            link();
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        while (accept("not")) {
            negations++;
        }
        Expression value = comparison();
        for (int i = 0; i < Math.min(negations, 2 - negations % 2); i++) {
            value = new Expression.Unary("not", value);
        }
        return value;
    }

    private Expression comparison() {
        List<Expression> operands = new ArrayList<>(List.of(sum()));
        List<String> operators = new ArrayList<>();
        String operator = comparisonOperator();
        while (operator != null) {
            operators.add(operator);
            operands.add(sum());
            operator = comparisonOperator();
        }
        return operators.isEmpty() ? operands.get(0) : new Expression.Comparison(operands, operators);
    }

    private String comparisonOperator() {
        Token token = peek();
        if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
            take();
            return token.text().equals("<>") ? "!=" : token.text();
        }
        if (accept("in")) {
            return "in";
        }
        if (accept("is")) {
            return accept("not") ? "is not" : "is";
        }
        if (token.is("not") && second().is("in")) {
            take();
            take();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            left = new Expression.Binary(take().text(), left, product());
            link();
        }
        return left;
    }

    private Expression product() {
        Expression left = signed();
        while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
            left = new Expression.Binary(take().text(), left, signed());
            link();
        }
        return left;
    }

    private Expression signed() {
        if (peek().is("-") || peek().is("+")) {
            String sign = take().text();
            if (++depth > MAX_DEPTH) {
                throw TemplateErrors.template("Too many signs in a row.");
            }
            Expression operand = signed();
            depth--;
            return new Expression.Unary(sign, operand);
        }
        Expression base = postfix();
        return accept("**") ? new Expression.Binary("**", base, signed()) : base;
    }

    private Expression postfix() {
        Expression value = atom();
        while (true) {
            if (accept("[")) {
                link();
                value = subscript(value);
            } else if (accept(".")) {
                link();
                value = method(value);
            } else {
                return value;
            }
        }
    }

    /** Long chains are deep trees. */
    private void link() {
        if (++links > MAX_LINKS) {
            throw TemplateErrors.template("An expression is too long; use {% set %} to split it.");
        }
    }

    private Expression subscript(Expression target) {
        Expression from = bound();
        if (!peek().is(":")) {
            expect("]");
            return new Expression.Index(target, from);
        }
        expect(":");
        Expression to = bound();
        Expression step = accept(":") ? bound() : NONE;
        expect("]");
        return new Expression.Slice(target, from, to, step);
    }

    private Expression bound() {
        return peek().is(":") || peek().is("]") ? NONE : expression();
    }

    private Expression method(Expression target) {
        String name = name("a method such as split");
        if (!accept("(")) {
            throw TemplateErrors.template(
                    "'." + name + "' is not followed by '('; only methods can be called on a value, "
                            + "and members of JSON are read with ['" + name + "'].");
        }
        if (!Methods.NAMES.contains(name)) {
            throw TemplateErrors.template("There is no method '" + name + "'." + NearestName.hint(name, Methods.NAMES));
        }
        Map<String, Expression> named = new LinkedHashMap<>();
        List<Expression> arguments = arguments(named);
        return new Expression.Method(target, name, arguments, named);
    }

    private Expression atom() {
        Token token = take();
        switch (token.kind()) {
            case STRING, PATTERN:
                back();
                return strings();
            case NUMBER:
                return new Expression.Literal(number(token.text()));
            case NAME:
                return named(token);
            case OPERATOR:
                if (token.is("(")) {
                    return bracketed();
                } else if (token.is("[")) {
                    return items(null, "]");
                } else if (token.is("{")) {
                    return dictionary();
                }
                break;
            default:
                break;
        }
        back();
        throw unexpected("a value");
    }

    /** Neighbouring texts are one text. */
    private Expression strings() {
        List<Expression> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        boolean pattern = false;
        while (peek().kind() == Kind.STRING || peek().kind() == Kind.PATTERN) {
            Token token = take();
            if (token.kind() == Kind.STRING) {
                plain.append(token.text());
                parts.add(new Expression.Literal(token.text()));
            } else {
                pattern = true;
                parts.addAll(TextPattern.parts(token.text(), ExpressionParser::parse));
            }
        }
        return pattern ? new Expression.Joined(parts) : new Expression.Literal(plain.toString());
    }

    private static Object number(String text) {
        try {
            return text.matches("\\d+") ? (Object) Operations.bounded(new BigInteger(text)) : Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw TemplateErrors.template("'" + text + "' is not a number.");
        }
    }

    private Expression named(Token token) {
        switch (token.text()) {
            case "True", "true":
                return new Expression.Literal(true);
            case "False", "false":
                return new Expression.Literal(false);
            case "None", "null":
                return new Expression.Literal(null);
            default:
                break;
        }
        if (WORDS.contains(token.text())) {
            back();
            throw unexpected("a value");
        }
        if (!accept("(")) {
            return new Expression.Name(token.text());
        }
        Functions.checkKnown(token.text());
        Map<String, Expression> named = new LinkedHashMap<>();
        List<Expression> arguments = arguments(named);
        return new Expression.Call(token.text(), arguments, named);
    }

    private List<Expression> arguments(Map<String, Expression> named) {
        List<Expression> arguments = new ArrayList<>();
        while (!accept(")")) {
            if (peek().kind() == Kind.NAME && second().is("=")) {
                String name = take().text();
                take();
                named.put(name, expression());
            } else {
                Expression argument = expression();
                arguments.add(peek().is("for") ? comprehension(argument, null) : argument);
            }
            if (!peek().is(")")) {
                expect(",");
            }
        }
        return arguments;
    }

    private Expression bracketed() {
        if (accept(")")) {
            return new Expression.Items(List.of());
        }
        Expression value = expression();
        if (peek().is(",")) {
            return items(value, ")");
        }
        if (peek().is("for")) {
            value = comprehension(value, null);
        }
        expect(")");
        return value;
    }

    /** Members up to a bracket, or up to the end when that is the empty text. */
    private Expression items(Expression first, String end) {
        List<Expression> items = new ArrayList<>();
        if (first != null) {
            items.add(first);
            expect(",");
        }
        while (end.isEmpty() ? peek().kind() != Kind.END : !accept(end)) {
            items.add(expression());
            if (items.size() == 1 && end.equals("]") && peek().is("for")) {
                Expression all = comprehension(items.get(0), null);
                expect(end);
                return all;
            }
            boolean last = end.isEmpty() ? peek().kind() == Kind.END : peek().is(end);
            if (!last) {
                expect(",");
            }
        }
        return new Expression.Items(items);
    }

    private Expression dictionary() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        boolean set = false;
        while (!accept("}")) {
            keys.add(expression());
            set |= keys.size() == 1 && !peek().is(":");
            if (!set) {
                expect(":");
                values.add(expression());
            }
            if (keys.size() == 1 && peek().is("for")) {
                Expression all = comprehension(keys.get(0), set ? null : values.get(0));
                expect("}");
                return all;
            }
            if (!peek().is("}")) {
                expect(",");
            }
        }
        return set
                ? new Expression.Call("set", List.of(new Expression.Items(keys)), Map.of())
                : new Expression.Dictionary(keys, values);
    }

    /** {@code … for name in items if condition}: a list, or a dictionary when there is a value for each member. */
    private Expression comprehension(Expression item, Expression value) {
        expect("for");
        List<String> names = new ArrayList<>();
        do {
            names.add(name("a name"));
        } while (accept(","));
        expect("in");
        Expression items = or();
        Expression condition = accept("if") ? or() : new Expression.Literal(true);
        link();
        return new Expression.Comprehension(item, value, names, items, condition);
    }
}
