package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Call.NullTreatment;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads calls: arguments, parameters, DISTINCT, FILTER, IGNORE NULLS and OVER. */
final class CallParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final PrimaryParser primaries;
    private final WindowParser windows;

    CallParser(Tokens tokens, ExpressionParser expressions, PrimaryParser primaries) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.primaries = primaries;
        this.windows = new WindowParser(tokens, expressions);
    }

    WindowParser windows() {
        return windows;
    }

    /** A call whose name has been read; the cursor is at its parenthesis. */
    Call call(String function, SourcePosition where) {
        tokens.expectOperator("(");
        boolean distinct = distinct();
        List<Expression> arguments = arguments(function);
        List<Expression> parameters = List.of();
        if (tokens.acceptOperator("(")) {
            parameters = arguments;
            distinct = distinct();
            arguments = primaries.list(")");
        }
        NullTreatment nulls = nulls();
        Optional<Expression> filter = filter();
        nulls = nulls == NullTreatment.UNSAID ? nulls() : nulls;
        Optional<Window> window = tokens.acceptWord("OVER") ? Optional.of(windows.over()) : Optional.empty();
        return new Call(function, parameters, arguments, distinct, filter, window, nulls, where);
    }

    private boolean distinct() {
        boolean endsWithin = tokens.peek(1).isOperator(",") || tokens.peek(1).isOperator(")");
        if (tokens.word("ALL") && !endsWithin && !tokens.peek(1).isOperator("(")) {
            tokens.next();
            return false;
        }
        return !endsWithin && tokens.acceptWord("DISTINCT");
    }

    private NullTreatment nulls() {
        if (tokens.acceptWords("IGNORE", "NULLS")) {
            return NullTreatment.IGNORE;
        }
        return tokens.acceptWords("RESPECT", "NULLS") ? NullTreatment.RESPECT : NullTreatment.UNSAID;
    }

    private Optional<Expression> filter() {
        if (!tokens.word("FILTER") || !tokens.peek(1).isOperator("(")) {
            return Optional.empty();
        }
        tokens.next();
        tokens.next();
        tokens.expectWord("WHERE");
        Expression filter = expressions.expression();
        tokens.expectOperator(")");
        return Optional.of(filter);
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
            return primaries.list(")");
        }
        tokens.next();
        tokens.next();
        List<Expression> all = new ArrayList<>();
        all.add(new StringLiteral(first.text().toLowerCase(Locale.ROOT), first.position()));
        all.addAll(primaries.list(")"));
        return all;
    }
}
