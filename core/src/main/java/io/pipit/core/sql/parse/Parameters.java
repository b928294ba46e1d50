package io.pipit.core.sql.parse;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.util.List;
import java.util.Map;

/** Puts values in the place of {@code {name:Type}}: always as literals or names, so that a value can never become a query. */
final class Parameters {
    private final Tokens tokens;
    private final Map<String, String> values;

    Parameters(Tokens tokens, Map<String, String> values) {
        this.tokens = tokens;
        this.values = values;
    }

    /** Whether {@code {name:} stands at the cursor. */
    boolean ahead() {
        return tokens.operator("{")
                && tokens.peek(1).kind() == Kind.NAME
                && tokens.peek(2).isOperator(":");
    }

    /** The name that a parameter of type Identifier stands for. */
    String identifier() {
        Token open = tokens.peek();
        Expression value = read();
        if (value instanceof Name name) {
            return name.text();
        }
        throw SqlErrors.syntax(
                open.position(), "A parameter in the place of a name has the type Identifier: {name:Identifier}.");
    }

    /** The value of the parameter at the cursor, with its type. */
    Expression read() {
        Token open = tokens.next();
        Token name = tokens.next();
        tokens.next();
        StringLiteral type = new Types(tokens).text();
        tokens.expectOperator("}");
        String value = values.get(name.text());
        if (value == null) {
            throw SqlErrors.argument(
                    open.position(),
                    "The parameter '" + name.text() + "' has no value."
                            + NearestName.hint(name.text(), values.keySet()));
        }
        if (type.value().equals("Identifier")) {
            return new Name(List.of(value.split("\\.")), open.position());
        }
        check(name.text(), value, type, open);
        return Call.of("CAST", open.position(), literal(value, type, open), type);
    }

    private static void check(String name, String value, StringLiteral type, Token open) {
        DataType known;
        try {
            known = TypeParser.parse(type.value());
        } catch (PipitException e) {
            throw SqlErrors.placed(e, type.position());
        }
        boolean missing = known.nullable() && value.equals("\\N");
        if (!missing && !ParameterValue.fits(value, known)) {
            String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
            throw SqlErrors.parameter(
                    open.position(), "The parameter '" + name + "' is '" + shown + "', which is not a " + known + ".");
        }
    }

    private static Expression literal(String value, StringLiteral type, Token open) {
        String bare = type.value();
        if (bare.startsWith("Nullable(") && value.equals("\\N")) {
            return new NullLiteral(open.position());
        } else if (!bare.startsWith("Array") && !bare.startsWith("Tuple") && !bare.startsWith("Map")) {
            return new StringLiteral(value, open.position());
        }
        Expression parsed = QueryParser.expression(value, "parameter", 1);
        if (!constant(parsed)) {
            throw SqlErrors.argument(
                    open.position(), "The value of a parameter of type " + bare + " is not a literal.");
        }
        return parsed;
    }

    private static boolean constant(Expression expression) {
        return expression instanceof NumberLiteral
                || expression instanceof StringLiteral
                || expression instanceof NullLiteral
                || expression instanceof BoolLiteral
                || (expression instanceof Call call
                        && List.of("array", "tuple", "map").contains(call.function())
                        && call.arguments().stream().allMatch(Parameters::constant));
    }
}
