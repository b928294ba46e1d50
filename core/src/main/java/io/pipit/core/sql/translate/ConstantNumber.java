package io.pipit.core.sql.translate;

import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What simple arithmetic of numbers comes to: parameters of aggregates have to be known when a query is translated. */
final class ConstantNumber {
    private static final Pattern CONVERSION = Pattern.compile("to(u?int|float|decimal)[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?");

    private ConstantNumber() {}

    /** The number as it would be written; empty for all that is not arithmetic of numbers. */
    static Optional<String> of(Expression expression) {
        try {
            return value(expression).map(number -> number.stripTrailingZeros().toPlainString());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> value(Expression expression) {
        if (expression instanceof NumberLiteral number) {
            return number(number.text());
        }
        if (!(expression instanceof Call call)
                || call.window().isPresent()
                || call.filter().isPresent()) {
            return Optional.empty();
        }
        String function = call.function().toLowerCase(Locale.ROOT);
        boolean cast = function.equals("cast");
        boolean conversion = cast || CONVERSION.matcher(function).matches();
        if (conversion && call.argument(0) instanceof StringLiteral text) {
            return number(text.value());
        }
        List<BigDecimal> numbers = new ArrayList<>();
        for (Expression argument : conversion ? call.arguments().subList(0, 1) : call.arguments()) {
            Optional<BigDecimal> value = value(argument);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            numbers.add(value.get());
        }
        String type = cast && call.arguments().get(1) instanceof StringLiteral name ? name.value() : function;
        return conversion
                ? Optional.of(type.toLowerCase(Locale.ROOT).contains("int") ? whole(numbers.get(0)) : numbers.get(0))
                : computed(function, numbers);
    }

    private static Optional<BigDecimal> computed(String function, List<BigDecimal> numbers) {
        if (function.equals("negate") && numbers.size() == 1) {
            return Optional.of(numbers.get(0).negate());
        } else if (numbers.size() != 2) {
            return Optional.empty();
        }
        BigDecimal left = numbers.get(0);
        BigDecimal right = numbers.get(1);
        return switch (function) {
            case "plus" -> Optional.of(left.add(right));
            case "minus" -> Optional.of(left.subtract(right));
            case "multiply" -> Optional.of(left.multiply(right));
            case "divide" ->
                Optional.of(BigDecimal.valueOf(
                        left.divide(right, MathContext.DECIMAL64).doubleValue()));
            case "intdiv" -> Optional.of(whole(left.divide(right, MathContext.DECIMAL64)));
            default -> Optional.empty();
        };
    }

    private static BigDecimal whole(BigDecimal number) {
        return new BigDecimal(number.toBigInteger());
    }

    private static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
