package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Select.Limit;
import io.pipit.core.sql.tree.Select.LimitBy;
import java.util.List;
import java.util.Optional;

/** Reads TOP, LIMIT, OFFSET, FETCH and LIMIT BY. */
final class LimitParser {
    /** What was found. */
    record Limits(Optional<LimitBy> by, Optional<Limit> limit) {}

    private final Tokens tokens;
    private final ExpressionParser expressions;

    LimitParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** {@code TOP n} before the list of columns. */
    Optional<Limit> top() {
        Token after = tokens.peek(1);
        SourcePosition where = tokens.position();
        if (!tokens.word("TOP") || (after.kind() != Token.Kind.NUMBER && !after.isOperator("("))) {
            return Optional.empty();
        }
        tokens.next();
        Expression count;
        if (tokens.acceptOperator("(")) {
            count = expressions.expression();
            tokens.expectOperator(")");
        } else {
            Token number = tokens.next();
            count = new NumberLiteral(number.text(), number.position());
        }
        return Optional.of(new Limit(Optional.of(count), Optional.empty(), ties(), where));
    }

    /** All limits at the end of a SELECT. */
    Limits limits() {
        Optional<LimitBy> by = Optional.empty();
        Optional<Limit> limit = Optional.empty();
        while (tokens.word("LIMIT") || tokens.word("OFFSET") || tokens.word("FETCH")) {
            Limit found = limit();
            if (!tokens.acceptWord("BY")) {
                limit = Optional.of(limit.map(before -> joined(before, found)).orElse(found));
                continue;
            } else if (found.withTies()) {
                throw SqlErrors.unsupported(found.position(), "LIMIT ... WITH TIES cannot stand with BY.");
            }
            Token all = tokens.peek();
            if (tokens.acceptWord("ALL")) {
                by = Optional.of(new LimitBy(found, List.of(Star.all(all.position()))));
            } else {
                by = Optional.of(new LimitBy(found, expressions.expressionList()));
            }
        }
        return new Limits(by, limit);
    }

    /** OFFSET that stands by itself beside the limit that stands before or after it. */
    private static Limit joined(Limit first, Limit second) {
        return new Limit(
                first.count().or(second::count),
                first.offset().or(second::offset),
                first.withTies() || second.withTies(),
                first.position());
    }

    private Limit limit() {
        SourcePosition where = tokens.position();
        if (tokens.acceptWord("OFFSET")) {
            return offset(Optional.empty(), where);
        } else if (tokens.acceptWord("FETCH")) {
            return fetch(Optional.empty(), where);
        }
        tokens.expectWord("LIMIT");
        Expression first = expressions.expression();
        if (tokens.acceptOperator(",")) {
            Expression count = expressions.expression();
            return new Limit(Optional.of(count), Optional.of(first), ties(), where);
        }
        boolean ties = ties();
        Limit limit = tokens.acceptWord("OFFSET")
                ? offset(Optional.of(first), where)
                : new Limit(Optional.of(first), Optional.empty(), false, where);
        return new Limit(limit.count(), limit.offset(), ties || ties(), where);
    }

    private boolean ties() {
        return tokens.acceptWords("WITH", "TIES");
    }

    private Limit offset(Optional<Expression> count, SourcePosition where) {
        Expression offset = expressions.expression();
        rows();
        return tokens.acceptWord("FETCH")
                ? fetch(Optional.of(offset), where)
                : new Limit(count, Optional.of(offset), false, where);
    }

    private Limit fetch(Optional<Expression> offset, SourcePosition where) {
        if (!tokens.acceptWord("NEXT")) {
            tokens.expectWord("FIRST");
        }
        Expression count = expressions.expression();
        rows();
        boolean ties = ties();
        if (!ties) {
            tokens.expectWord("ONLY");
        }
        return new Limit(Optional.of(count), offset, ties, where);
    }

    private void rows() {
        if (!tokens.acceptWord("ROWS")) {
            tokens.acceptWord("ROW");
        }
    }
}
