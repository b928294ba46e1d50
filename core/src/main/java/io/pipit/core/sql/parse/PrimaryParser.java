package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads values: literals, names, calls and what is in brackets; and what may follow them. */
final class PrimaryParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Parameters parameters;
    private final SpecialForms specials;
    private final Types types;
    private final CallParser calls;
    private final StarParser stars;

    PrimaryParser(Tokens tokens, ExpressionParser expressions, Parameters parameters) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.parameters = parameters;
        this.types = new Types(tokens);
        this.specials = new SpecialForms(tokens, expressions, types);
        this.calls = new CallParser(tokens, expressions, this);
        this.stars = new StarParser(tokens, expressions, this);
    }

    CallParser calls() {
        return calls;
    }

    Expression primary() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NUMBER -> {
                tokens.next();
                return new NumberLiteral(token.text(), token.position());
            }
            case STRING -> {
                tokens.next();
                return new StringLiteral(token.text(), token.position());
            }
            case NAME, QUOTED_NAME -> {
                return named(token);
            }
            default -> {
                return bracketed(token);
            }
        }
    }

    private Expression bracketed(Token token) {
        if (tokens.acceptOperator("(")) {
            return parenthesised(token.position());
        } else if (tokens.acceptOperator("[")) {
            List<Expression> members = list("]");
            return Call.of("array", token.position(), members.toArray(Expression[]::new));
        } else if (tokens.acceptOperator("*")) {
            return stars.changed("", "", List.of(), token.position());
        } else if (parameters.ahead()) {
            return parameters.read();
        } else if (token.isOperator("@") && tokens.peek(1).isOperator("@")) {
            return globalVariable(token.position());
        } else if (token.isOperator("{")) {
            throw SqlErrors.syntax(
                    token.position(),
                    "Found '{' where an expression was expected; if this is a template, its first character must be %.");
        }
        throw tokens.expected("an expression");
    }

    private Expression parenthesised(SourcePosition where) {
        if (tokens.word("SELECT") || tokens.word("WITH") || nestedQueryAhead()) {
            Expression query = expressions.subquery(where);
            tokens.expectOperator(")");
            return query;
        }
        if (tokens.acceptOperator(")")) {
            return Call.of("tuple", where);
        }
        Expression first = expressions.expression();
        if (tokens.acceptOperator(")")) {
            return first;
        }
        tokens.expectOperator(",");
        List<Expression> members = new ArrayList<>(List.of(first));
        members.addAll(list(")"));
        return Call.of("tuple", where, members.toArray(Expression[]::new));
    }

    private boolean nestedQueryAhead() {
        int ahead = 0;
        while (tokens.peek(ahead).isOperator("(")) {
            ahead++;
        }
        if (ahead == 0 || !tokens.peek(ahead).isWord("SELECT")) {
            return false;
        }
        int mark = tokens.mark();
        skipParentheses();
        boolean query = tokens.operator(")") || tokens.word("UNION");
        tokens.reset(mark);
        return query;
    }

    private void skipParentheses() {
        int open = 0;
        do {
            Token token = tokens.next();
            open += token.isOperator("(") ? 1 : token.isOperator(")") ? -1 : 0;
        } while (open > 0 && tokens.peek().kind() != Kind.END);
    }

    /** The rest of a list up to its closing bracket; a last comma is accepted. */
    List<Expression> list(String close) {
        List<Expression> members = new ArrayList<>();
        while (!tokens.acceptOperator(close)) {
            members.add(expressions.expression());
            if (!tokens.acceptOperator(",")) {
                if (!tokens.operator(close)) {
                    throw tokens.expected("',' or '" + close + "'");
                }
            }
        }
        return members;
    }

    private Expression named(Token token) {
        boolean call = tokens.peek(1).isOperator("(");
        if (token.kind() == Kind.NAME) {
            Optional<Expression> special = specials.read(token);
            if (special.isPresent()) {
                return special.get();
            }
            if (!call && Words.startsNoExpression(token)) {
                throw tokens.expected("an expression");
            }
        }
        if (call && token.isWord("COLUMNS")) {
            tokens.next();
            return stars.columns("", token.position());
        }
        tokens.next();
        if (call) {
            return calls.call(token.text(), token.position());
        }
        if (token.isWord("NULL")) {
            return new NullLiteral(token.position());
        } else if (token.isWord("TRUE") || token.isWord("FALSE")) {
            return new BoolLiteral(token.isWord("TRUE"), token.position());
        }
        return path(token);
    }

    private Expression globalVariable(SourcePosition where) {
        tokens.next();
        tokens.next();
        StringBuilder name = new StringBuilder(tokens.expectName("the name of a variable"));
        while (tokens.acceptOperator(".")) {
            name.append('.').append(tokens.expectName("the name of a variable"));
        }
        return Call.of("globalVariable", where, new StringLiteral(name.toString(), where));
    }

    private Expression path(Token first) {
        List<String> parts = new ArrayList<>(List.of(first.text()));
        while (tokens.operator(".")) {
            Token after = tokens.peek(1);
            if (after.isOperator("*")) {
                tokens.next();
                tokens.next();
                return stars.changed(String.join(".", parts), "", List.of(), first.position());
            } else if (after.isWord("COLUMNS") && tokens.peek(2).isOperator("(")) {
                tokens.next();
                tokens.next();
                return stars.columns(String.join(".", parts), first.position());
            } else if (after.kind() != Kind.NAME && after.kind() != Kind.QUOTED_NAME) {
                break;
            }
            tokens.next();
            parts.add(tokens.next().text());
        }
        return new Name(parts, first.position());
    }

    /** What may follow a value: a subscript, a member of a tuple, a cast. */
    Expression postfix(Expression value) {
        Expression result = value;
        while (true) {
            SourcePosition where = result.position();
            if (tokens.operator("[") && tokens.peek(1).isOperator("]")) {
                result = jsonArray(result);
            } else if (tokens.acceptOperator("[")) {
                Expression index = expressions.expression();
                tokens.expectOperator("]");
                result = Call.of("arrayElement", where, result, index);
            } else if (tokens.acceptOperator(".")) {
                result = member(result);
            } else if (tokens.operator("::")) {
                result = cast(result);
            } else if (tokens.words("AT", "TIME", "ZONE")) {
                tokens.acceptWords("AT", "TIME", "ZONE");
                result = Call.of("toTimeZone", where, result, primary());
            } else {
                return result;
            }
        }
    }

    private Expression cast(Expression value) {
        tokens.next();
        StringLiteral type = types.text();
        // the dialect casts the text of a literal, so that no digit of a decimal is lost
        Expression operand = value instanceof NumberLiteral n && n.text().matches("-?[0-9]+\\.[0-9]+")
                ? new StringLiteral(n.text(), n.position())
                : value;
        return Call.of("CAST", value.position(), operand, type);
    }

    /** {@code json.path[].name}: a path of an array of documents. */
    private Expression jsonArray(Expression value) {
        tokens.next();
        tokens.next();
        return Call.of("dynamicElement", value.position(), value, new StringLiteral("Array(JSON)", value.position()));
    }

    private Expression member(Expression value) {
        SourcePosition where = value.position();
        if (tokens.acceptOperator("^")) {
            Token name = tokens.peek();
            String path = "^" + tokens.expectName("a path");
            return Call.of("getSubcolumn", where, value, new StringLiteral(path, name.position()));
        } else if (tokens.acceptOperator(":")) {
            return Call.of("dynamicElement", where, value, types.text());
        }
        Token token = tokens.next();
        if (token.kind() == Kind.NUMBER) {
            return Call.of("tupleElement", where, value, new NumberLiteral(token.text(), token.position()));
        } else if (token.isOperator("-") && tokens.peek().kind() == Kind.NUMBER) {
            return Call.of(
                    "tupleElement",
                    where,
                    value,
                    new NumberLiteral("-" + tokens.next().text(), token.position()));
        } else if (token.kind() == Kind.NAME || token.kind() == Kind.QUOTED_NAME) {
            return Call.of("tupleElement", where, value, new StringLiteral(token.text(), token.position()));
        }
        throw SqlErrors.syntax(
                token.position(),
                "Found " + token.shown() + " where the number or name of a tuple's member was expected.");
    }
}
