package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Select.CommonTable;
import io.pipit.core.sql.tree.Select.Limit;
import io.pipit.core.sql.tree.Select.LimitBy;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads queries. One instance reads one text. */
public final class QueryParser {
    private static final int MAX_LENGTH = 1_000_000;

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final FromParser froms;

    private QueryParser(String sql, String origin, int firstLine) {
        if (sql.length() > MAX_LENGTH) {
            throw SqlErrors.syntax(
                    new SourcePosition(origin, firstLine, 1),
                    "The query has " + sql.length() + " characters; at most " + MAX_LENGTH + " are read.");
        }
        this.tokens = new Tokens(new Lexer(sql, origin, firstLine).tokens());
        this.expressions = new ExpressionParser(tokens, sql, this::nested);
        this.froms = new FromParser(tokens, expressions, this::nested);
    }

    /** Reads a whole text as one query. */
    public static ParsedQuery query(String sql, String origin, int firstLine) {
        QueryParser parser = new QueryParser(sql, origin, firstLine);
        SetQuery body = parser.set();
        Optional<String> format = parser.tail();
        parser.end();
        return new ParsedQuery(body, format);
    }

    /** Reads a whole text as one expression. */
    public static Expression expression(String text, String origin, int firstLine) {
        QueryParser parser = new QueryParser(text, origin, firstLine);
        Expression expression = parser.expressions.expression();
        parser.end();
        return expression;
    }

    /** Reads a whole text as expressions with commas between them; an empty text is an empty list. */
    public static List<Expression> expressions(String text, String origin, int firstLine) {
        QueryParser parser = new QueryParser(text, origin, firstLine);
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
            if (tokens.acceptWord("FORMAT")) {
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

    private SetQuery set() {
        SourcePosition start = tokens.position();
        List<Select> selects = new ArrayList<>(operand());
        boolean distinct = false;
        while (tokens.acceptWord("UNION")) {
            if (!tokens.acceptWord("ALL")) {
                tokens.acceptWord("DISTINCT");
                distinct = true;
            }
            selects.addAll(operand());
        }
        if (tokens.word("INTERSECT") || tokens.word("EXCEPT")) {
            throw SqlErrors.unsupported(
                    tokens.position(), "INTERSECT and EXCEPT between queries are not supported; use IN or NOT IN.");
        }
        return new SetQuery(selects, distinct, start);
    }

    private List<Select> operand() {
        if (!tokens.operator("(")) {
            return List.of(select());
        }
        SourcePosition start = tokens.position();
        tokens.next();
        SetQuery inner = nested();
        tokens.expectOperator(")");
        return inner.distinct() ? List.of(wrap(inner, start)) : inner.selects();
    }

    private static Select wrap(SetQuery inner, SourcePosition start) {
        return new Select(
                List.of(),
                List.of(),
                false,
                List.of(new Star("", List.of(), List.of(), start)),
                Optional.of(new From.Nested(inner, "", start)),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                start);
    }

    private Select select() {
        SourcePosition start = tokens.position();
        List<CommonTable> tables = new ArrayList<>();
        List<Aliased> withExpressions = new ArrayList<>();
        if (tokens.acceptWord("WITH")) {
            with(tables, withExpressions);
        }
        if (!tokens.acceptWord("SELECT")) {
            throw tokens.expected(tables.isEmpty() && withExpressions.isEmpty() ? "SELECT or WITH" : "',' or SELECT");
        }
        boolean distinct = distinct();
        List<Expression> items = expressions.items();
        Optional<From> from = tokens.acceptWord("FROM") ? Optional.of(froms.from()) : Optional.empty();
        from = froms.arrayJoins(from, start);
        Optional<Expression> where = where();
        List<Expression> groupBy = groupBy();
        Optional<Expression> having = clause("HAVING");
        if (tokens.word("WINDOW")) {
            throw SqlErrors.unsupported(
                    tokens.position(), "Named windows are not supported; write the window after each OVER.");
        }
        Optional<Expression> qualify = clause("QUALIFY");
        List<OrderItem> orderBy = tokens.acceptWords("ORDER", "BY") ? expressions.orderItems() : List.of();
        Optional<LimitBy> limitBy = Optional.empty();
        Optional<Limit> limit = Optional.empty();
        while (tokens.word("LIMIT") || tokens.word("OFFSET")) {
            Limit found = limit();
            if (tokens.acceptWord("BY")) {
                limitBy = Optional.of(new LimitBy(found, expressions.expressionList()));
            } else {
                limit = Optional.of(found);
            }
        }
        return new Select(
                tables,
                withExpressions,
                distinct,
                items,
                from,
                where,
                groupBy,
                having,
                qualify,
                orderBy,
                limitBy,
                limit,
                start);
    }

    private void with(List<CommonTable> tables, List<Aliased> withExpressions) {
        if (tokens.word("RECURSIVE") && tokens.peek(1).kind() != Kind.OPERATOR) {
            throw SqlErrors.unsupported(tokens.position(), "WITH RECURSIVE is not supported.");
        }
        do {
            if (tokens.word("SELECT")) {
                return; // a comma before SELECT is accepted
            }
            Token name = tokens.peek();
            boolean named = (name.kind() == Kind.NAME || name.kind() == Kind.QUOTED_NAME)
                    && tokens.peek(1).isWord("AS")
                    && tokens.peek(2).isOperator("(")
                    && (tokens.peek(3).isWord("SELECT")
                            || tokens.peek(3).isWord("WITH")
                            || tokens.peek(3).isOperator("("));
            if (named) {
                tokens.next();
                tokens.next();
                tokens.next();
                tables.add(new CommonTable(name.text(), nested()));
                tokens.expectOperator(")");
            } else {
                Expression expression = expressions.expression();
                if (!(expression instanceof Aliased aliased)) {
                    throw tokens.expected("AS and a name");
                }
                withExpressions.add(aliased);
            }
        } while (tokens.acceptOperator(","));
    }

    private boolean distinct() {
        if (!tokens.acceptWord("DISTINCT")) {
            return false;
        }
        if (tokens.words("ON") && tokens.peek(1).isOperator("(")) {
            throw SqlErrors.unsupported(
                    tokens.position(), "DISTINCT ON is not supported; use LIMIT 1 BY with the same expressions.");
        }
        return true;
    }

    private Optional<Expression> where() {
        Optional<Expression> prewhere = clause("PREWHERE");
        Optional<Expression> where = clause("WHERE");
        if (prewhere.isPresent() && where.isPresent()) {
            return Optional.of(Expression.Call.of("and", prewhere.get().position(), prewhere.get(), where.get()));
        }
        return prewhere.or(() -> where);
    }

    private List<Expression> groupBy() {
        if (!tokens.acceptWords("GROUP", "BY")) {
            return List.of();
        }
        if (tokens.word("GROUPING") || tokens.word("ROLLUP") || tokens.word("CUBE")) {
            throw totals();
        }
        if (tokens.word("ALL")) {
            SourcePosition where = tokens.next().position();
            return List.of(new Star("", List.of(), List.of(), where));
        }
        List<Expression> list = expressions.expressionList();
        if (tokens.word("WITH")) {
            throw totals();
        }
        return list;
    }

    private RuntimeException totals() {
        return SqlErrors.unsupported(
                tokens.position(),
                "GROUPING SETS, ROLLUP, CUBE and WITH TOTALS are not supported; join several groupings by UNION ALL.");
    }

    private Optional<Expression> clause(String word) {
        return tokens.acceptWord(word) ? Optional.of(expressions.expression()) : Optional.empty();
    }

    private Limit limit() {
        if (tokens.acceptWord("OFFSET")) {
            return offset(Optional.empty());
        }
        tokens.expectWord("LIMIT");
        Expression first = expressions.expression();
        if (tokens.acceptOperator(",")) {
            return new Limit(Optional.of(expressions.expression()), Optional.of(first));
        }
        if (tokens.words("WITH", "TIES")) {
            throw SqlErrors.unsupported(tokens.position(), "LIMIT ... WITH TIES is not supported.");
        }
        return tokens.acceptWord("OFFSET")
                ? offset(Optional.of(first))
                : new Limit(Optional.of(first), Optional.empty());
    }

    private Limit offset(Optional<Expression> count) {
        Expression offset = expressions.expression();
        if (!tokens.acceptWord("ROWS")) {
            tokens.acceptWord("ROW");
        }
        return new Limit(count, Optional.of(offset));
    }
}
