package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the forms that start with a word of their own: CASE, CAST, INTERVAL, EXTRACT, EXISTS, typed literals. */
final class SpecialForms {
    private static final Map<String, String> PARTS = Map.of(
            "DAY", "toDayOfMonth",
            "DAYS", "toDayOfMonth",
            "WEEK", "toISOWeek",
            "WEEKS", "toISOWeek",
            "EPOCH", "toUnixTimestamp",
            "DOW", "toDayOfWeek",
            "ISODOW", "toDayOfWeek",
            "DOY", "toDayOfYear",
            "ISOYEAR", "toISOYear");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Types types;

    SpecialForms(Tokens tokens, ExpressionParser expressions, Types types) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.types = types;
    }

    /** The form that starts at the cursor, if one does; else the cursor stays. */
    Optional<Expression> read(Token word) {
        Token after = tokens.peek(1);
        boolean call = after.isOperator("(");
        return switch (word.text().toUpperCase(Locale.ROOT)) {
            case "CASE" -> endsCase(after) ? Optional.empty() : Optional.of(caseOf());
            case "CAST", "_CAST" -> call ? cast("CAST") : Optional.empty();
            case "TRY_CAST" -> call ? cast("accurateCastOrNull") : Optional.empty();
            case "OVERLAY" -> call ? overlay() : Optional.empty();
            case "DATE_ADD", "DATEADD", "TIMESTAMP_ADD", "TIMESTAMPADD" -> call ? shifted("plus") : Optional.empty();
            case "DATE_SUB", "DATESUB", "TIMESTAMP_SUB", "TIMESTAMPSUB" -> call ? shifted("minus") : Optional.empty();
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
        boolean searched = tokens.word("WHEN");
        List<Expression> parts = new ArrayList<>();
        if (!searched) {
            parts.add(expressions.expression());
        }
        int before = parts.size();
        while (tokens.acceptWord("WHEN")) {
            parts.add(expressions.expression());
            tokens.expectWord("THEN");
            parts.add(expressions.expression());
        }
        if (parts.size() == before) {
            throw tokens.expected("WHEN");
        }
        parts.add(tokens.acceptWord("ELSE") ? expressions.expression() : new NullLiteral(where));
        if (!tokens.acceptWord("END")) {
            throw tokens.expected("WHEN, ELSE or END");
        }
        return Call.of(searched ? "multiIf" : "caseWithExpression", where, parts.toArray(Expression[]::new));
    }

    private Optional<Expression> cast(String function) {
        SourcePosition where = tokens.next().position();
        tokens.expectOperator("(");
        Expression value = expressions.unaliased();
        Expression type = null;
        if (tokens.acceptWord("AS")) {
            StringLiteral text = types.text();
            if (tokens.operator(")")) {
                type = text;
            } else { // it was an alias
                value = new Aliased(value, text.value(), value.position());
                type = tokens.acceptWord("AS") ? types.text() : null;
            }
        }
        if (type == null) {
            if (!tokens.acceptOperator(",")) {
                throw tokens.expected("AS and a type");
            }
            type = expressions.expression();
        }
        tokens.expectOperator(")");
        return Optional.of(Call.of(function, where, value, type));
    }

    /** {@code INTERVAL 1 DAY}, {@code INTERVAL '1 day'}; where neither fits, the word is a name. */
    private Optional<Expression> interval() {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        Token value = tokens.peek();
        if (value.kind() == Kind.STRING) {
            Optional<Expression> written = writtenInterval(value);
            if (written.isPresent()) {
                tokens.next();
                return written;
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
                return Optional.of(Call.of("toInterval" + unit.get(), where, amount(amount)));
            }
        }
        tokens.reset(mark);
        return Optional.empty();
    }

    private static Expression amount(Expression amount) {
        if (!(amount instanceof StringLiteral text)) {
            return amount;
        } else if (!text.value().strip().matches("-?[0-9]+")) {
            throw SqlErrors.syntax(
                    text.position(), "'" + text.value() + "' is not a whole number, which INTERVAL needs.");
        }
        return new NumberLiteral(text.value().strip(), text.position());
    }

    /** {@code '1 year 2 days'}: one interval, or a tuple of several. */
    private static Optional<Expression> writtenInterval(Token text) {
        String[] parts = text.text().strip().split("\\s+");
        if (parts.length % 2 != 0) {
            return Optional.empty();
        }
        List<Expression> intervals = new ArrayList<>();
        for (int i = 0; i < parts.length; i += 2) {
            Optional<String> unit = Words.unit(parts[i + 1]);
            if (unit.isEmpty() || !parts[i].matches("-?[0-9]+")) {
                return Optional.empty();
            }
            intervals.add(
                    Call.of("toInterval" + unit.get(), text.position(), new NumberLiteral(parts[i], text.position())));
        }
        return Optional.of(
                intervals.size() == 1
                        ? intervals.get(0)
                        : Call.of("tuple", text.position(), intervals.toArray(Expression[]::new)));
    }

    /** {@code DATE_ADD(DAY, 1, x)}. */
    private Optional<Expression> shifted(String operator) {
        Optional<String> unit = Words.unit(tokens.peek(2).text());
        if (unit.isEmpty()
                || tokens.peek(2).kind() != Kind.NAME
                || !tokens.peek(3).isOperator(",")) {
            return sum(operator);
        }
        SourcePosition where = tokens.next().position();
        tokens.next();
        tokens.next();
        tokens.next();
        Expression amount = expressions.expression();
        tokens.expectOperator(",");
        Expression value = expressions.expression();
        tokens.expectOperator(")");
        return Optional.of(Call.of(operator, where, value, Call.of("toInterval" + unit.get(), where, amount)));
    }

    /** {@code DATE_ADD(x, INTERVAL 1 DAY)}. */
    private Optional<Expression> sum(String operator) {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        tokens.next();
        if (!tokens.operator(")")) {
            Expression value = expressions.expression();
            if (tokens.acceptOperator(",")) {
                Expression amount = expressions.expression();
                if (tokens.acceptOperator(")")) {
                    return Optional.of(Call.of(operator, where, value, amount));
                }
            }
        }
        tokens.reset(mark);
        return Optional.empty();
    }

    private Optional<Expression> overlay() {
        int mark = tokens.mark();
        SourcePosition where = tokens.next().position();
        tokens.next();
        Expression value = expressions.expression();
        if (!tokens.acceptWord("PLACING")) {
            tokens.reset(mark);
            return Optional.empty();
        }
        List<Expression> parts = new ArrayList<>(List.of(value, expressions.expression()));
        tokens.expectWord("FROM");
        parts.add(expressions.expression());
        if (tokens.acceptWord("FOR")) {
            parts.add(expressions.expression());
        }
        tokens.expectOperator(")");
        return Optional.of(Call.of("overlay", where, parts.toArray(Expression[]::new)));
    }

    private Optional<Expression> extract() {
        String word = tokens.peek(2).text();
        Optional<String> function = Optional.ofNullable(PARTS.get(word.toUpperCase(Locale.ROOT)))
                .or(() -> Words.unit(word).map(u -> "to" + u));
        if (function.isEmpty() || !tokens.peek(3).isWord("FROM")) {
            return Optional.empty();
        }
        SourcePosition where = tokens.next().position();
        tokens.next();
        tokens.next();
        tokens.next();
        Expression value = expressions.expression();
        tokens.expectOperator(")");
        return Optional.of(
                word.equalsIgnoreCase("DOW")
                        ? Call.of(function.get(), where, value, new NumberLiteral("2", where))
                        : Call.of(function.get(), where, value));
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
