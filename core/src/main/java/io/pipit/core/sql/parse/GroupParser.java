package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.GroupBy;
import io.pipit.core.sql.tree.GroupBy.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads GROUP BY in all its forms. */
final class GroupParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;

    GroupParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** The clause, if it stands here. */
    Optional<GroupBy> groupBy() {
        SourcePosition where = tokens.position();
        if (!tokens.acceptWords("GROUP", "BY")) {
            return tokens.acceptWords("WITH", "TOTALS")
                    ? Optional.of(new GroupBy(Kind.PLAIN, List.of(List.of()), true, where))
                    : Optional.empty();
        }
        Kind kind = Kind.PLAIN;
        List<List<Expression>> sets;
        if (tokens.word("GROUPING") && tokens.peek(1).isWord("SETS")) {
            kind = Kind.SETS;
            sets = sets();
        } else if ((tokens.word("ROLLUP") || tokens.word("CUBE"))
                && tokens.peek(1).isOperator("(")) {
            kind = tokens.next().isWord("CUBE") ? Kind.CUBE : Kind.ROLLUP;
            tokens.next();
            sets = List.of(members());
        } else if (tokens.word("ALL")
                && !tokens.peek(1).isOperator(",")
                && !tokens.peek(1).isOperator(".")) {
            tokens.next();
            kind = Kind.ALL;
            sets = List.of(List.of());
        } else {
            sets = List.of(expressions.expressionList());
        }
        boolean totals = false;
        while (tokens.word("WITH") && !tokens.peek(1).isWord("FILL")) {
            if (tokens.acceptWords("WITH", "TOTALS")) {
                totals = true;
            } else if (kind == Kind.PLAIN && tokens.acceptWords("WITH", "ROLLUP")) {
                kind = Kind.ROLLUP;
            } else if (kind == Kind.PLAIN && tokens.acceptWords("WITH", "CUBE")) {
                kind = Kind.CUBE;
            } else {
                tokens.next();
                throw tokens.expected("TOTALS, ROLLUP or CUBE");
            }
        }
        return Optional.of(new GroupBy(kind, sets, totals, where));
    }

    private List<Expression> members() {
        List<Expression> members = new ArrayList<>();
        while (!tokens.acceptOperator(")")) {
            members.add(expressions.expression());
            if (!tokens.operator(")")) {
                tokens.expectOperator(",");
            }
        }
        return members;
    }

    private List<List<Expression>> sets() {
        tokens.next();
        tokens.next();
        tokens.expectOperator("(");
        List<List<Expression>> sets = new ArrayList<>();
        for (Expression set : members()) {
            boolean several = set instanceof Call tuple && tuple.function().equals("tuple");
            sets.add(several ? ((Call) set).arguments() : List.of(set));
        }
        return sets;
    }
}
