package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads values: literals, names, calls and what is in brackets; and what may follow them. */
final class PrimaryParser {
    private final Tokens tokens;
    private final String text;
    private final ExpressionParser expressions;
    private final SpecialForms specials;

    PrimaryParser(Tokens tokens, String text, ExpressionParser expressions) {
        this.tokens = tokens;
        this.text = text;
        this.expressions = expressions;
        this.specials = new SpecialForms(tokens, expressions, this);
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
            return star("", token.position());
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
        tokens.next();
        if (call) {
            return call(token.text(), token.position());
        }
        if (token.isWord("NULL")) {
            return new NullLiteral(token.position());
        } else if (token.isWord("TRUE") || token.isWord("FALSE")) {
            return new BoolLiteral(token.isWord("TRUE"), token.position());
        }
        return path(token);
    }

    private Expression path(Token first) {
        List<String> parts = new ArrayList<>(List.of(first.text()));
        while (tokens.operator(".")) {
            Token after = tokens.peek(1);
            if (after.isOperator("*")) {
                tokens.next();
                tokens.next();
                return star(String.join(".", parts), first.position());
            } else if (after.kind() != Kind.NAME && after.kind() != Kind.QUOTED_NAME) {
                break;
            }
            tokens.next();
            parts.add(tokens.next().text());
        }
        return new Name(parts, first.position());
    }

    private Expression star(String qualifier, SourcePosition where) {
        List<String> except = new ArrayList<>();
        List<Aliased> replace = new ArrayList<>();
        while (true) {
            if (tokens.word("EXCEPT") && !tokens.peek(1).isWord("SELECT")) {
                tokens.next();
                except.addAll(names());
            } else if (tokens.acceptWord("REPLACE")) {
                replace.addAll(replacements());
            } else if (tokens.word("APPLY")) {
                throw SqlErrors.unsupported(tokens.position(), "APPLY is not supported; write the columns out.");
            } else {
                return new Star(qualifier, except, replace, where);
            }
        }
    }

    private List<String> names() {
        boolean parenthesised = tokens.acceptOperator("(");
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.expectName("the name of a column"));
        } while (parenthesised && tokens.acceptOperator(","));
        if (parenthesised) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private List<Aliased> replacements() {
        boolean parenthesised = tokens.acceptOperator("(");
        List<Aliased> replacements = new ArrayList<>();
        do {
            if (!(expressions.expression() instanceof Aliased aliased)) {
                throw tokens.expected("AS and the name of the column that is replaced");
            }
            replacements.add(aliased);
        } while (parenthesised && tokens.acceptOperator(","));
        if (parenthesised) {
            tokens.expectOperator(")");
        }
        return replacements;
    }

    /** A call whose name has been read; the cursor is at its parenthesis. */
    Call call(String function, SourcePosition where) {
        tokens.expectOperator("(");
        boolean distinct = tokens.acceptWord("DISTINCT");
        List<Expression> arguments = arguments(function);
        List<Expression> parameters = List.of();
        if (tokens.acceptOperator("(")) {
            parameters = arguments;
            distinct = tokens.acceptWord("DISTINCT");
            arguments = list(")");
        }
        Optional<Expression> filter = Optional.empty();
        if (tokens.word("FILTER") && tokens.peek(1).isOperator("(")) {
            tokens.next();
            tokens.next();
            tokens.expectWord("WHERE");
            filter = Optional.of(expressions.expression());
            tokens.expectOperator(")");
        }
        Optional<Window> window = tokens.acceptWord("OVER") ? Optional.of(window()) : Optional.empty();
        return new Call(function, parameters, arguments, distinct, filter, window, where);
    }

    private List<Expression> arguments(String function) {
        if (tokens.word("SELECT") || tokens.word("WITH")) {
            Expression query = expressions.subquery(tokens.position());
            tokens.expectOperator(")");
            return List.of(query);
        }
        Token first = tokens.peek();
        boolean unit = Words.takesUnitFirst(function)
                && first.kind() == Kind.NAME
                && tokens.peek(1).isOperator(",")
                && Words.unit(first.text()).isPresent();
        if (!unit) {
            return list(")");
        }
        tokens.next();
        tokens.next();
        List<Expression> all = new ArrayList<>();
        all.add(new StringLiteral(ExpressionParser.lower(first.text()), first.position()));
        all.addAll(list(")"));
        return all;
    }

    private Window window() {
        if (!tokens.operator("(")) {
            throw SqlErrors.unsupported(
                    tokens.position(), "Named windows are not supported; write the window after each OVER.");
        }
        tokens.next();
        List<Expression> partitionBy = tokens.acceptWords("PARTITION", "BY") ? expressions.expressionList() : List.of();
        List<OrderItem> orderBy = tokens.acceptWords("ORDER", "BY") ? expressions.orderItems() : List.of();
        String frame = frame();
        tokens.expectOperator(")");
        return new Window(partitionBy, orderBy, frame);
    }

    private String frame() {
        StringBuilder frame = new StringBuilder();
        while (!tokens.operator(")")) {
            Token token = tokens.next();
            boolean known = token.kind() == Kind.NUMBER
                    || (token.kind() == Kind.NAME
                            && FrameWords.ALL.contains(token.text().toUpperCase(Locale.ROOT)));
            if (!known) {
                throw SqlErrors.syntax(
                        token.position(),
                        "Found " + token.shown() + " where a window frame was expected, for instance "
                                + "ROWS BETWEEN 6 PRECEDING AND CURRENT ROW.");
            }
            frame.append(frame.isEmpty() ? "" : " ").append(token.text().toUpperCase(Locale.ROOT));
        }
        return frame.toString();
    }

    /** What may follow a value: a subscript, a member of a tuple, a cast. */
    Expression postfix(Expression value) {
        Expression result = value;
        while (true) {
            SourcePosition where = result.position();
            if (tokens.acceptOperator("[")) {
                Expression index = expressions.expression();
                tokens.expectOperator("]");
                result = Call.of("arrayElement", where, result, index);
            } else if (tokens.operator(".")) {
                tokens.next();
                result = Call.of("tupleElement", where, result, member());
            } else if (tokens.acceptOperator("::")) {
                result = Call.of("CAST", where, result, typeText());
            } else {
                return result;
            }
        }
    }

    private Expression member() {
        Token token = tokens.next();
        if (token.kind() == Kind.NUMBER) {
            return new NumberLiteral(token.text(), token.position());
        } else if (token.kind() == Kind.NAME || token.kind() == Kind.QUOTED_NAME) {
            return new StringLiteral(token.text(), token.position());
        }
        throw SqlErrors.syntax(
                token.position(),
                "Found " + token.shown() + " where the number or name of a tuple's member was expected.");
    }

    /** A type as written: a name and, where it has parameters, all up to the closing parenthesis. */
    StringLiteral typeText() {
        Token first = tokens.peek();
        tokens.expectName("a type");
        int end = first.end();
        while (tokens.peek().kind() == Kind.NAME
                && Words.continuesType(first.text(), tokens.peek().text())) {
            end = tokens.next().end();
        }
        if (tokens.operator("(")) {
            end = skipTypeParameters();
        }
        return new StringLiteral(text.substring(first.start(), end), first.position());
    }

    private int skipTypeParameters() {
        int open = 0;
        int end;
        do {
            Token token = tokens.next();
            if (token.kind() == Kind.END) {
                throw tokens.expected("')'");
            }
            open += token.isOperator("(") ? 1 : token.isOperator(")") ? -1 : 0;
            end = token.end();
        } while (open > 0);
        return end;
    }
}
