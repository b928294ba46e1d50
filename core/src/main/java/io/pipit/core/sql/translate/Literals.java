package io.pipit.core.sql.translate;

import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.TypeRules;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Literals: integers have the smallest type that holds them, all other numbers are Float64. */
final class Literals {
    private Literals() {}

    static Rendered number(NumberLiteral literal) {
        String text = literal.text();
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return integer(new BigInteger(text.substring(2), 16));
        } else if (text.matches("-?[0-9]+")) {
            return integer(new BigInteger(text));
        }
        try {
            BigDecimal value = new BigDecimal(text);
            String plain = value.toString();
            boolean exponent = plain.contains("E");
            return Rendered.literal(exponent ? plain : plain + "e0", Types.FLOAT64, value);
        } catch (NumberFormatException e) {
            throw SqlErrors.syntax(literal.position(), "'" + text + "' is not a number.");
        }
    }

    private static Rendered integer(BigInteger value) {
        return Rendered.literal(
                value.signum() < 0 ? "(" + value + ")" : value.toString(),
                TypeRules.ofInteger(value),
                new BigDecimal(value));
    }

    /** {@code nan} and {@code inf}, unless something else has the name. */
    static Optional<Rendered> named(String name) {
        boolean known = name.equalsIgnoreCase("nan") || name.equalsIgnoreCase("inf");
        return known ? Optional.of(Rendered.exact("CAST('" + name + "' AS DOUBLE)", Types.FLOAT64)) : Optional.empty();
    }

    static Rendered text(String value) {
        return new Rendered(SqlText.string(value), Types.STRING, false, Optional.of(value), true);
    }
}
