package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetOperand;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads queries. One instance reads one text. */
public final class QueryParser {
    private static final int MAX_LENGTH = 1_000_000;

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final SelectParser selects;

    private QueryParser(String sql, String origin, int firstLine, Map<String, String> parameters) {
        if (sql.length() > MAX_LENGTH) {
            throw SqlErrors.syntax(
                    new SourcePosition(origin, firstLine, 1),
                    "The query has " + sql.length() + " characters; at most " + MAX_LENGTH + " are read.");
        }
        this.tokens = new Tokens(new Lexer(sql, origin, firstLine).tokens(), sql);
        Parameters values = new Parameters(tokens, parameters);
        this.expressions = new ExpressionParser(tokens, this::nested, values);
        FromParser froms = new FromParser(tokens, expressions, this::nested, values);
        this.selects = new SelectParser(tokens, expressions, froms, this::nested);
    }

    /** Reads a whole text as one query; {@code parameters} are the values of {@code {name:Type}}. */
    public static ParsedQuery query(String sql, String origin, int firstLine, Map<String, String> parameters) {
        QueryParser parser = new QueryParser(sql, origin, firstLine, parameters);
        SetQuery body = parser.set();
        Optional<String> format = parser.tail();
        parser.end();
        return new ParsedQuery(body, format);
    }

    /** Reads a whole text as one expression. */
    public static Expression expression(String text, String origin, int firstLine) {
        QueryParser parser = new QueryParser(text, origin, firstLine, Map.of());
        Expression expression = parser.expressions.expression();
        parser.end();
        return expression;
    }

    /** Reads a whole text as expressions with commas between them; an empty text is an empty list. */
    public static List<Expression> expressions(String text, String origin, int firstLine) {
        QueryParser parser = new QueryParser(text, origin, firstLine, Map.of());
        List<Expression> list =
                parser.tokens.peek().kind() == Kind.END ? List.of() : parser.expressions.expressionList();
        parser.end();
        return list;
    }

    private void end() {
        tokens.acceptOperator(";");
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.expected("the end of the query");
        }
    }

    private Optional<String> tail() {
        Optional<String> format = Optional.empty();
        while (true) {
            if (tokens.words("INTO", "OUTFILE")) {
                throw SqlErrors.unsupported(
                        tokens.position(), "INTO OUTFILE is not supported; a query answers its caller.");
            } else if (tokens.acceptWord("FORMAT")) {
                format = Optional.of(tokens.expectName("the name of a format"));
            } else if (!settings()) {
                return format;
            }
        }
    }

    /** Settings tune the engine that the dialect comes from; here they are read and have no effect. */
    private boolean settings() {
        if (!tokens.acceptWord("SETTINGS")) {
            return false;
        }
        do {
            tokens.expectName("the name of a setting");
            tokens.expectOperator("=");
            expressions.expression();
        } while (tokens.acceptOperator(","));
        return true;
    }

    private SetQuery nested() {
        tokens.enter();
        SetQuery query = set();
        settings();
        tokens.leave();
        return query;
    }

    /** UNION and EXCEPT bind alike, from left to right; INTERSECT binds stronger. */
    private SetQuery set() {
        SourcePosition start = tokens.position();
        SetOperand left = intersection();
        SetQuery.Kind kind = null;
        List<SetOperand> operands = new ArrayList<>(List.of(left));
        while (tokens.word("UNION") || tokens.word("EXCEPT")) {
            SetQuery.Kind next = operation();
            if (kind != null && (next != kind || kind.name().startsWith("EXCEPT"))) {
                SetOperand before = new SetQuery(kind, operands, start);
                operands = new ArrayList<>(List.of(before));
            }
            kind = next;
            operands.add(intersection());
        }
        if (kind == null && left instanceof SetQuery query) {
            return query;
        }
        return new SetQuery(kind == null ? SetQuery.Kind.UNION_ALL : kind, operands, start);
    }

    private SetOperand intersection() {
        SourcePosition start = tokens.position();
        SetOperand left = operand();
        while (tokens.word("INTERSECT")) {
            SetQuery.Kind kind = operation();
            left = new SetQuery(kind, List.of(left, operand()), start);
        }
        return left;
    }

    private SetQuery.Kind operation() {
        Token word = tokens.next();
        boolean union = word.isWord("UNION");
        boolean all = tokens.acceptWord("ALL");
        boolean distinct = !all && tokens.acceptWord("DISTINCT");
        if (union) {
            return all ? SetQuery.Kind.UNION_ALL : SetQuery.Kind.UNION_DISTINCT;
        } else if (word.isWord("EXCEPT")) {
            return distinct ? SetQuery.Kind.EXCEPT_DISTINCT : SetQuery.Kind.EXCEPT_ALL;
        }
        return distinct ? SetQuery.Kind.INTERSECT_DISTINCT : SetQuery.Kind.INTERSECT_ALL;
    }

    private SetOperand operand() {
        if (!tokens.operator("(")) {
            return selects.select();
        }
        tokens.next();
        SetQuery inner = nested();
        tokens.expectOperator(")");
        boolean single = inner.operands().size() == 1 && inner.operands().get(0) instanceof Select;
        return single ? inner.operands().get(0) : inner;
    }
}
