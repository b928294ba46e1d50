package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.OrderBy;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Select.Limit;
import io.pipit.core.sql.tree.Select.LimitBy;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.Window;
import io.pipit.core.sql.tree.With;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads one SELECT with its clauses. */
final class SelectParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final FromParser froms;
    private final WithParser withs;
    private final GroupParser groups;
    private final LimitParser limits;

    SelectParser(Tokens tokens, ExpressionParser expressions, FromParser froms, Supplier<SetQuery> nested) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.froms = froms;
        this.withs = new WithParser(tokens, expressions, nested);
        this.groups = new GroupParser(tokens, expressions);
        this.limits = new LimitParser(tokens, expressions);
    }

    Select select() {
        SourcePosition start = tokens.position();
        With with = withs.with();
        Optional<From> from = tokens.acceptWord("FROM") ? Optional.of(froms.from()) : Optional.empty();
        boolean fromFirst = from.isPresent();
        if (!tokens.acceptWord("SELECT")) {
            throw tokens.expected(with.isEmpty() ? "SELECT or WITH" : "',' or SELECT");
        }
        Optional<LimitBy> distinctOn = distinctOn(start);
        boolean distinct = distinctOn.isEmpty() && tokens.acceptWord("DISTINCT");
        skipAll();
        Optional<Limit> top = limits.top();
        List<Expression> items = expressions.items();
        if (!fromFirst) {
            from = tokens.acceptWord("FROM") ? Optional.of(froms.from()) : Optional.empty();
        }
        from = froms.arrayJoins(from, start);
        Optional<Expression> where = where();
        Optional<GroupBy> groupBy = groups.groupBy();
        Optional<Expression> having = clause("HAVING");
        Map<String, Window> windows = expressions.windows().named();
        Optional<Expression> qualify = clause("QUALIFY");
        OrderBy orderBy = new OrderParser(tokens, expressions).orderBy();
        LimitParser.Limits limit = limits.limits();
        if (distinctOn.isPresent() && limit.by().isPresent()) {
            throw SqlErrors.syntax(start, "DISTINCT ON and LIMIT BY cannot stand in one SELECT.");
        }
        return new Select(
                with,
                distinct,
                items,
                from,
                where,
                groupBy,
                having,
                windows,
                qualify,
                orderBy,
                distinctOn.or(limit::by),
                limit.limit().or(() -> top),
                start);
    }

    /** SELECT ALL is SELECT, unless it is a column. */
    private void skipAll() {
        Token after = tokens.peek(1);
        boolean column = after.kind() == Kind.END
                || (after.kind() == Kind.OPERATOR && !after.isOperator("(") && !after.isOperator("["))
                || after.isWord("FROM")
                || after.isWord("AS");
        if (tokens.word("ALL") && !column) {
            tokens.next();
        }
    }

    /** DISTINCT ON (expressions) is LIMIT 1 BY expressions. */
    private Optional<LimitBy> distinctOn(SourcePosition start) {
        if (!tokens.words("DISTINCT", "ON") || !tokens.peek(2).isOperator("(")) {
            return Optional.empty();
        }
        tokens.next();
        tokens.next();
        tokens.expectOperator("(");
        List<Expression> by = expressions.expressionList();
        tokens.expectOperator(")");
        Limit one = new Limit(Optional.of(new NumberLiteral("1", start)), Optional.empty(), false, start);
        return Optional.of(new LimitBy(one, by));
    }

    private Optional<Expression> where() {
        Optional<Expression> prewhere = clause("PREWHERE");
        Optional<Expression> where = clause("WHERE");
        if (prewhere.isPresent() && where.isPresent()) {
            return Optional.of(Call.of("and", prewhere.get().position(), prewhere.get(), where.get()));
        }
        return prewhere.or(() -> where);
    }

    private Optional<Expression> clause(String word) {
        return tokens.acceptWord(word) ? Optional.of(expressions.expression()) : Optional.empty();
    }
}
