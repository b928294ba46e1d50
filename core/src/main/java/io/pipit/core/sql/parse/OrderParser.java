package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.OrderBy;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.OrderItem.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ORDER BY with WITH FILL and INTERPOLATE. */
final class OrderParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    OrderParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** The clause, if it stands here. */
    OrderBy orderBy() {
        SourcePosition where = tokens.position();
        if (!tokens.acceptWords("ORDER", "BY")) {
            return OrderBy.none(where);
        }
        if (allAhead()) {
            Token all = tokens.next();
            return new OrderBy(true, List.of(item(Star.all(all.position()))), Optional.empty(), where);
        }
        return new OrderBy(false, items(), interpolate(), where);
    }

    /** Whether ORDER BY ALL is written: all columns of the list. */
    private boolean allAhead() {
        Token after = tokens.peek(1);
        return tokens.word("ALL")
                && (after.kind() == Kind.END
                        || (after.kind() == Kind.NAME && !after.isWord("AS"))
                        || after.isOperator(")")
                        || after.isOperator(";"));
    }

    List<OrderItem> items() {
        List<OrderItem> items = new ArrayList<>();
        do {
            items.add(item(expressions.expression()));
        } while (tokens.acceptOperator(","));
        return items;
    }

    private OrderItem item(Expression expression) {
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
        String collation = "";
        if (tokens.acceptWord("COLLATE")) {
            if (tokens.peek().kind() != Kind.STRING) {
                throw tokens.expected("the name of a language in quotes, such as 'en'");
            }
            collation = tokens.next().text();
        }
        Optional<Fill> fill = tokens.acceptWords("WITH", "FILL") ? Optional.of(fill()) : Optional.empty();
        return new OrderItem(expression, descending, nullsFirst, collation, fill);
    }

    private Fill fill() {
        Optional<Expression> from = after("FROM");
        Optional<Expression> to = after("TO");
        Optional<Expression> step = after("STEP");
        return new Fill(from, to, step, after("STALENESS"));
    }

    private Optional<Expression> after(String word) {
        return tokens.acceptWord(word) ? Optional.of(expressions.unaliased()) : Optional.empty();
    }

    private Optional<List<Expression>> interpolate() {
        if (!tokens.acceptWord("INTERPOLATE")) {
            return Optional.empty();
        }
        List<Expression> list = new ArrayList<>();
        if (tokens.acceptOperator("(")) {
            while (!tokens.acceptOperator(")")) {
                list.add(interpolated());
                if (!tokens.operator(")")) {
                    tokens.expectOperator(",");
                }
            }
        }
        return Optional.of(list);
    }

    /** {@code column} or {@code column AS expression}: unlike elsewhere the name comes first. */
    private Expression interpolated() {
        Token name = tokens.peek();
        String column = tokens.expectName("the name of a column");
        Expression value = tokens.acceptWord("AS")
                ? expressions.unaliased()
                : new Expression.Name(List.of(column), name.position());
        return new Aliased(value, column, name.position());
    }
}
