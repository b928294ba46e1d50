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
import java.util.regex.Pattern;

/** Literals: integers have the smallest type that holds them, all other numbers are Float64. */
final class Literals {
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]+");
    private static final Pattern BINARY = Pattern.compile("0[bB][01]+");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]+");

    private Literals() {}

    static Rendered number(NumberLiteral literal) {
        String text = literal.text();
        Optional<BigInteger> whole = whole(text);
        if (whole.isPresent()) {
            return integer(whole.get());
        }
        try {
            double value = floating(text);
            if (!Double.isFinite(value)) {
                return Rendered.exact("CAST('" + (value < 0 ? "-inf" : "inf") + "' AS DOUBLE)", Types.FLOAT64);
            }
            if (value == 0 && text.startsWith("-")) {
                return Rendered.exact("CAST('-0.0' AS DOUBLE)", Types.FLOAT64);
            }
            BigDecimal exact = text.matches("-?0[xX].*") ? BigDecimal.valueOf(value) : new BigDecimal(text);
            String plain = exact.toString();
            return Rendered.literal(plain.contains("E") ? plain : plain + "e0", Types.FLOAT64, exact);
        } catch (NumberFormatException e) {
            throw SqlErrors.syntax(literal.position(), "'" + text + "' is not a number.");
        }
    }

    /** The value of a literal without fraction or exponent: decimal, hexadecimal or binary. */
    static Optional<BigInteger> whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        BigInteger value;
        if (HEXADECIMAL.matcher(digits).matches()) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (BINARY.matcher(digits).matches()) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (DECIMAL.matcher(digits).matches()) {
            value = new BigInteger(digits);
        } else {
            return Optional.empty();
        }
        return Optional.of(negative ? value.negate() : value);
    }

    /** The value of any other literal. */
    static double floating(String text) {
        boolean hex = text.matches("-?0[xX].*");
        return Double.parseDouble(
                hex && !text.toLowerCase(java.util.Locale.ROOT).contains("p") ? text + "p0" : text);
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
