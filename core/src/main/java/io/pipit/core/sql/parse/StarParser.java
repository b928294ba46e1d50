package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.ColumnChange;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code *} and {@code COLUMNS(...)} with what may follow: EXCEPT, REPLACE, APPLY. */
final class StarParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final PrimaryParser primaries;

    StarParser(Tokens tokens, ExpressionParser expressions, PrimaryParser primaries) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.primaries = primaries;
    }

    /** {@code COLUMNS('pattern')} or {@code COLUMNS(a, b)}, whose word has been read. */
    Expression columns(String qualifier, SourcePosition where) {
        tokens.expectOperator("(");
        Token first = tokens.peek();
        if (first.kind() == Kind.STRING && tokens.peek(1).isOperator(")")) {
            tokens.next();
            tokens.next();
            return changed(qualifier, first.text(), List.of(), where);
        }
        return changed(qualifier, "", primaries.list(")"), where);
    }

    /** What follows a star. */
    Expression changed(String qualifier, String pattern, List<Expression> names, SourcePosition where) {
        List<ColumnChange> changes = new ArrayList<>();
        String matching = pattern;
        if ((tokens.word("LIKE") || tokens.word("ILIKE")) && tokens.peek(1).kind() == Kind.STRING) {
            matching = likePattern(tokens.next().isWord("ILIKE"), tokens.next().text());
        }
        while (true) {
            SourcePosition at = tokens.position();
            if (tokens.word("EXCEPT") && !startsQuery(tokens.peek(1))) {
                tokens.next();
                changes.add(except(at));
            } else if (tokens.acceptWord("REPLACE")) {
                boolean strict = tokens.acceptWord("STRICT");
                changes.add(new ColumnChange.Replace(replacements(), strict, at));
            } else if (tokens.acceptWord("APPLY")) {
                changes.add(apply(at));
            } else {
                return new Star(qualifier, matching, names, changes, where);
            }
        }
    }

    private static boolean startsQuery(Token token) {
        return token.isWord("SELECT") || token.isWord("ALL") || token.isWord("DISTINCT") || token.isWord("WITH");
    }

    private static String likePattern(boolean anyCase, String like) {
        StringBuilder out = new StringBuilder(anyCase ? "(?i)^" : "^");
        for (char c : like.toCharArray()) {
            out.append(c == '%' ? ".*" : c == '_' ? "." : Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c);
        }
        return out.append('$').toString();
    }

    private ColumnChange except(SourcePosition at) {
        boolean strict = tokens.acceptWord("STRICT");
        boolean parenthesised = tokens.acceptOperator("(");
        if (tokens.peek().kind() == Kind.STRING) {
            ColumnChange matching =
                    new ColumnChange.ExceptMatching(tokens.next().text(), at);
            close(parenthesised);
            return matching;
        }
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.expectName("the name of a column"));
        } while (parenthesised && tokens.acceptOperator(","));
        close(parenthesised);
        return new ColumnChange.Except(names, strict, at);
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
        close(parenthesised);
        return replacements;
    }

    private ColumnChange apply(SourcePosition at) {
        boolean parenthesised = tokens.acceptOperator("(");
        ColumnChange change;
        boolean lambda = tokens.peek(1).isOperator("->") || tokens.operator("(");
        if (lambda) {
            if (!(expressions.unaliased() instanceof Lambda read)) {
                throw tokens.expected("a lambda such as x -> x + 1");
            }
            change = new ColumnChange.ApplyLambda(read, at);
        } else {
            String function = tokens.expectName("the name of a function");
            List<Expression> parameters = tokens.acceptOperator("(") ? primaries.list(")") : List.of();
            String prefix = "";
            if (parenthesised && tokens.acceptOperator(",")) {
                prefix = tokens.next().text();
            }
            change = new ColumnChange.Apply(function, parameters, prefix, at);
        }
        close(parenthesised);
        return change;
    }

    private void close(boolean parenthesised) {
        if (parenthesised) {
            tokens.expectOperator(")");
        }
    }
}
