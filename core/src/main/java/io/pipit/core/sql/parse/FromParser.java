package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.From.Alias;
import io.pipit.core.sql.tree.From.Kind;
import io.pipit.core.sql.tree.From.Strictness;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what stands after FROM: tables, nested queries, joins and ARRAY JOIN. */
final class FromParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Supplier<SetQuery> nested;
    private final Parameters parameters;

    FromParser(Tokens tokens, ExpressionParser expressions, Supplier<SetQuery> nested, Parameters parameters) {
        this.parameters = parameters;
        this.tokens = tokens;
        this.expressions = expressions;
        this.nested = nested;
    }

    From from() {
        From left = table();
        while (true) {
            SourcePosition where = tokens.position();
            if (arrayJoinAhead()) {
                left = arrayJoin(left, where);
            } else if (tokens.acceptOperator(",")) {
                left = new From.Join(Kind.CROSS, Strictness.ALL, left, table(), Optional.empty(), List.of(), where);
            } else {
                Optional<From> joined = join(left, where);
                if (joined.isEmpty()) {
                    return left;
                }
                left = joined.get();
            }
        }
    }

    /** ARRAY JOIN may stand without FROM. */
    Optional<From> arrayJoins(Optional<From> from, SourcePosition where) {
        if (from.isEmpty() && arrayJoinAhead()) {
            From one = new From.Table("system.one", Alias.NONE, Optional.empty(), where);
            return Optional.of(arrayJoin(one, tokens.position()));
        }
        return from;
    }

    private boolean arrayJoinAhead() {
        return tokens.words("ARRAY", "JOIN")
                || tokens.words("LEFT", "ARRAY", "JOIN")
                || tokens.words("INNER", "ARRAY", "JOIN");
    }

    private From arrayJoin(From source, SourcePosition where) {
        boolean left = tokens.acceptWord("LEFT");
        tokens.acceptWord("INNER");
        tokens.expectWord("ARRAY");
        tokens.expectWord("JOIN");
        return new From.ArrayJoin(source, left, expressions.items(), where);
    }

    private Optional<From> join(From left, SourcePosition where) {
        int mark = tokens.mark();
        if (!tokens.acceptWord("GLOBAL")) {
            tokens.acceptWord("LOCAL");
        }
        Strictness strictness = Strictness.ALL;
        Kind kind = null;
        while (!tokens.word("JOIN")) {
            Optional<Strictness> foundStrictness = strictness();
            Optional<Kind> foundKind = foundStrictness.isPresent() ? Optional.empty() : kind();
            if (foundStrictness.isPresent()) {
                strictness = foundStrictness.get();
            } else if (foundKind.isPresent()) {
                kind = foundKind.get();
            } else if (!tokens.acceptWord("OUTER")) {
                if (tokens.mark() != mark) {
                    throw tokens.expected("JOIN");
                }
                return Optional.empty();
            }
        }
        tokens.expectWord("JOIN");
        if (kind == null) {
            kind = strictness == Strictness.SEMI || strictness == Strictness.ANTI ? Kind.LEFT : Kind.INNER;
        }
        return Optional.of(conditions(kind, strictness, left, table(), where));
    }

    private From conditions(Kind kind, Strictness strictness, From left, From right, SourcePosition where) {
        if (kind == Kind.CROSS || kind == Kind.PASTE || strictness == Strictness.NATURAL) {
            return new From.Join(kind, strictness, left, right, Optional.empty(), List.of(), where);
        }
        if (tokens.acceptWord("ON")) {
            Expression on = expressions.expression();
            return new From.Join(kind, strictness, left, right, Optional.of(on), List.of(), where);
        }
        if (!tokens.acceptWord("USING")) {
            throw tokens.expected("ON or USING");
        }
        boolean parenthesised = tokens.acceptOperator("(");
        List<Expression> using = expressions.expressionList();
        if (parenthesised) {
            tokens.expectOperator(")");
        }
        return new From.Join(kind, strictness, left, right, Optional.empty(), using, where);
    }

    private Optional<Strictness> strictness() {
        for (Strictness strictness : Strictness.values()) {
            if (tokens.acceptWord(strictness.name())) {
                return Optional.of(strictness);
            }
        }
        return Optional.empty();
    }

    private Optional<Kind> kind() {
        for (Kind kind : Kind.values()) {
            if (tokens.acceptWord(kind.name())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private From table() {
        tokens.enter();
        From table = unaliased();
        tokens.leave();
        return table;
    }

    private From unaliased() {
        SourcePosition where = tokens.position();
        if (tokens.acceptOperator("(")) {
            return bracketed(where);
        }
        if (parameters.ahead()) {
            return named(parameters.identifier(), where);
        }
        String name = tokens.expectName("the name of a table, or a query in parentheses");
        if (tokens.operator("(")) {
            Expression.Call call = expressions.tableFunction(name, where);
            return new From.Function(call, alias(), where);
        }
        StringBuilder full = new StringBuilder(name);
        while (tokens.acceptOperator(".")) {
            full.append('.').append(tokens.expectName("the name of a table"));
        }
        return named(full.toString(), where);
    }

    private From bracketed(SourcePosition where) {
        if (tokens.acceptWord("VALUES")) {
            List<Expression> rows = expressions.expressionList();
            tokens.expectOperator(")");
            Expression.Call values = Expression.Call.of("values", where, rows.toArray(Expression[]::new));
            return new From.Function(values, alias(), where);
        }
        if (!queryAhead()) {
            From inner = from();
            tokens.expectOperator(")");
            return inner;
        }
        SetQuery query = nested.get();
        tokens.expectOperator(")");
        tokens.acceptWord("FINAL");
        Alias alias = alias();
        tokens.acceptWord("FINAL");
        return new From.Nested(query, alias, where);
    }

    private From named(String name, SourcePosition where) {
        tokens.acceptWord("FINAL");
        Optional<From.Sample> before = sample();
        Alias alias = alias();
        tokens.acceptWord("FINAL");
        Optional<From.Sample> sample = before.or(this::sample);
        return new From.Table(name, alias, sample, where);
    }

    private Optional<From.Sample> sample() {
        if (!tokens.acceptWord("SAMPLE")) {
            return Optional.empty();
        }
        Expression share = expressions.unaliased();
        Optional<Expression> offset =
                tokens.acceptWord("OFFSET") ? Optional.of(expressions.unaliased()) : Optional.empty();
        return Optional.of(new From.Sample(share, offset));
    }

    private boolean queryAhead() {
        int ahead = 0;
        while (tokens.peek(ahead).isOperator("(")) {
            ahead++;
        }
        Token first = tokens.peek(ahead);
        return first.isWord("SELECT") || first.isWord("WITH") || first.isWord("FROM");
    }

    private Alias alias() {
        String name = "";
        if (tokens.acceptWord("AS")) {
            name = tokens.expectName("an alias");
        } else if (Words.mayBeAlias(tokens.peek())) {
            name = tokens.next().text();
        }
        List<String> columns = new ArrayList<>();
        if (!name.isEmpty() && tokens.acceptOperator("(")) {
            do {
                columns.add(tokens.expectName("the name of a column"));
            } while (tokens.acceptOperator(","));
            tokens.expectOperator(")");
        }
        return new Alias(name, columns);
    }
}
