package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the forms that start with a word of their own: CASE, CAST, INTERVAL, EXTRACT, EXISTS, typed literals. */
final class SpecialForms {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final PrimaryParser primaries;

    SpecialForms(Tokens tokens, ExpressionParser expressions, PrimaryParser primaries) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.primaries = primaries;
    }

    /** The form that starts at the cursor, if one does; else the cursor stays. */
    Optional<Expression> read(Token word) {
        Token after = tokens.peek(1);
        boolean call = after.isOperator("(");
        return switch (word.text().toUpperCase(Locale.ROOT)) {
            case "CASE" -> endsCase(after) ? Optional.empty() : Optional.of(caseOf());
            case "CAST" -> call ? cast() : Optional.empty();
            case "INTERVAL" -> interval();
            case "EXTRACT" -> call ? extract() : Optional.empty();
            case "SUBSTRING" -> call ? substring() : Optional.empty();
            case "POSITION" -> call ? position() : Optional.empty();
            case "TRIM" -> call ? trim() : Optional.empty();
            case "EXISTS" -> call ? exists() : Optional.empty();
            case "DATE" -> after.kind() == Kind.STRING ? typed("toDate") : Optional.empty();
            case "TIMESTAMP" -> after.kind() == Kind.STRING ? typed("toDateTime") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean endsCase(Token after) {
        return after.kind() == Kind.END
                || after.isOperator(",")
                || after.isOperator(")")
                || after.isOperator(".")
                || after.isOperator("=")
                || after.isWord("FROM")
                || after.isWord("AS");
    }

    private Expression caseOf() {
        SourcePosition where = tokens.next().position();
        Optional<Expression> subject = tokens.word("WHEN") ? Optional.empty() : Optional.of(expressions.unaliased());
        List<Expression> parts = new ArrayList<>();
        while (tokens.acceptWord("WHEN")) {
            Expression condition = expressions.unaliased();
            parts.add(subject.map(s -> (Expression) Call.of("equals", condition.position(), s, condition))
                    .orElse(condition));
            tokens.expectWord("THEN");
            parts.add(expressions.unaliased());
        }
        if (parts.isEmpty()) {
            throw tokens.expected("WHEN");
        }
        parts.add(tokens.acceptWord("ELSE") ? expressions.unaliased() : new NullLiteral(where));
        if (!tokens.acceptWord("END")) {
            throw tokens.expected("WHEN, ELSE or END");
        }
        return Call.of("multiIf", where, parts.toArray(Expression[]::new));
    }

    private Optional<Expression> cast() {
        SourcePosition where = tokens.next().position();
        tokens.expectOperator("(");
        Expression value = expressions.unaliased();
        Expression type;
        if (tokens.acceptWord("AS")) {
            type = primaries.typeText();
        } else {
            if (!tokens.acceptOperator(",")) {
                throw tokens.expected("AS and a type");
            }
            type = expressions.expression();
        }
        tokens.expectOperator(")");
        return Optional.of(Call.of("CAST", where, value, type));
    }

    /** {@code INTERVAL 1 DAY}, {@code INTERVAL '1 day'}; where neither fits, the word is a name. */
    private Optional<Expression> interval() {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        Token value = tokens.peek();
        if (value.kind() == Kind.STRING) {
            String[] parts = value.text().strip().split("\\s+");
            Optional<String> unit = parts.length == 2 ? Words.unit(parts[1]) : Optional.empty();
            if (unit.isPresent()) {
                tokens.next();
                return Optional.of(
                        Call.of("toInterval" + unit.get(), where, new NumberLiteral(parts[0], value.position())));
            }
        }
        boolean starts = value.kind() != Kind.END
                && (value.kind() != Kind.OPERATOR || value.isOperator("(") || value.isOperator("-"))
                && !Words.startsNoExpression(value);
        if (starts) {
            Expression amount = expressions.unaliased();
            Optional<String> unit =
                    tokens.peek().kind() == Kind.NAME ? Words.unit(tokens.peek().text()) : Optional.empty();
            if (unit.isPresent()) {
                tokens.next();
                Expression number = amount instanceof StringLiteral s
                        ? new NumberLiteral(s.value().strip(), s.position())
                        : amount;
                return Optional.of(Call.of("toInterval" + unit.get(), where, number));
            }
        }
        tokens.reset(mark);
        return Optional.empty();
    }

    private Optional<Expression> extract() {
        Optional<String> unit = Words.unit(tokens.peek(2).text());
        if (unit.isEmpty() || !tokens.peek(3).isWord("FROM")) {
            return Optional.empty();
        }
        SourcePosition where = tokens.next().position();
        tokens.next();
        tokens.next();
        tokens.next();
        Expression value = expressions.expression();
        tokens.expectOperator(")");
        String function = unit.get().equals("Day") ? "toDayOfMonth" : "to" + unit.get();
        return Optional.of(Call.of(function, where, value));
    }

    private Optional<Expression> substring() {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        tokens.next();
        Expression value = expressions.expression();
        if (!tokens.acceptWord("FROM")) {
            tokens.reset(mark);
            return Optional.empty();
        }
        Expression from = expressions.expression();
        Optional<Expression> length =
                tokens.acceptWord("FOR") ? Optional.of(expressions.expression()) : Optional.empty();
        tokens.expectOperator(")");
        return Optional.of(length.map(l -> Call.of("substring", where, value, from, l))
                .orElseGet(() -> Call.of("substring", where, value, from)));
    }

    private Optional<Expression> position() {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        tokens.next();
        Expression value = expressions.expression();
        if (value instanceof Call in && in.function().equals("in") && tokens.acceptOperator(")")) {
            return Optional.of(Call.of("position", where, in.argument(1), in.argument(0)));
        }
        tokens.reset(mark);
        return Optional.empty();
    }

    private Optional<Expression> trim() {
        Token kind = tokens.peek(2);
        if (!kind.isWord("BOTH") && !kind.isWord("LEADING") && !kind.isWord("TRAILING")) {
            return Optional.empty();
        }
        SourcePosition where = tokens.next().position();
        tokens.next();
        tokens.next();
        Expression characters = expressions.expression();
        tokens.expectWord("FROM");
        Expression value = expressions.expression();
        tokens.expectOperator(")");
        String function = kind.isWord("BOTH") ? "trimBoth" : kind.isWord("LEADING") ? "trimLeft" : "trimRight";
        return Optional.of(Call.of(function, where, value, characters));
    }

    private Optional<Expression> exists() {
        if (!tokens.peek(2).isWord("SELECT") && !tokens.peek(2).isWord("WITH")) {
            return Optional.empty();
        }
        SourcePosition where = tokens.next().position();
        tokens.next();
        Expression query = expressions.subquery(where);
        tokens.expectOperator(")");
        return Optional.of(Call.of("exists", where, query));
    }

    private Optional<Expression> typed(String function) {
        SourcePosition where = tokens.next().position();
        Token value = tokens.next();
        return Optional.of(Call.of(function, where, new StringLiteral(value.text(), value.position())));
    }
}
