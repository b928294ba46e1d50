package io.pipit.core.project.template.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Sums and products, as Python has them, within bounds. */
final class Arithmetic {
    private Arithmetic() {}

    static Object unary(String operator, Object operand) {
        Object value = number(operator, Operations.needed(operand));
        if (operator.equals("+")) {
            return value;
        }
        return value instanceof BigInteger i ? (Object) i.negate() : (Object) (-(Double) value);
    }

    static Object binary(String operator, Object leftOperand, Object rightOperand, Budget budget) {
        Object left = Operations.needed(leftOperand);
        Object right = Operations.needed(rightOperand);
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            budget.volume((long) a.length() + b.length());
            return a + b;
        } else if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            budget.volume((long) a.size() + b.size());
            List<Object> all = new ArrayList<>(a);
            all.addAll(b);
            return all;
        } else if (operator.equals("*") && left instanceof String text && right instanceof BigInteger times) {
            return repeated(text, times, budget);
        } else if (operator.equals("*") && left instanceof List<?> list && right instanceof BigInteger times) {
            return repeated(list, times, budget);
        } else if (operator.equals("*") && left instanceof BigInteger && !Operations.numeric(right)) {
            return binary(operator, right, left, budget);
        } else if (operator.equals("%") && left instanceof String pattern) {
            return TextPattern.percent(pattern, right, budget);
        }
        Object a = number(operator, left, right);
        Object b = number(operator, right, left);
        if (a instanceof BigInteger x && b instanceof BigInteger y && !operator.equals("/")) {
            return integers(operator, x, y);
        }
        return doubles(operator, decimal(a), decimal(b));
    }

    private static String repeated(String text, BigInteger times, Budget budget) {
        int count = Math.max(0, Operations.integer(times, "A repetition"));
        budget.volume((long) text.length() * count);
        return text.repeat(count);
    }

    private static List<Object> repeated(List<?> list, BigInteger times, Budget budget) {
        int count = Math.max(0, Operations.integer(times, "A repetition"));
        budget.volume((long) list.size() * count);
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.addAll(list);
        }
        return all;
    }

    private static Object integers(String operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case "+" -> Operations.bounded(a.add(b));
            case "-" -> Operations.bounded(a.subtract(b));
            case "*" -> Operations.bounded(a.multiply(b));
            case "//" -> floorDivide(a, nonZero(b));
            case "%" -> a.subtract(floorDivide(a, nonZero(b)).multiply(b));
            default -> power(a, b);
        };
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger nonZero(BigInteger b) {
        if (b.signum() == 0) {
            throw TemplateErrors.template("A division by zero.");
        }
        return b;
    }

    private static Object power(BigInteger base, BigInteger exponent) {
        if (exponent.signum() < 0) {
            return doubles("**", base.doubleValue(), exponent.doubleValue());
        }
        if (exponent.bitLength() > 16 || (long) base.bitLength() * exponent.intValue() > Budget.MAX_BITS * 2L) {
            throw TemplateErrors.template("A number gets longer than " + Budget.MAX_BITS + " bits.");
        }
        return Operations.bounded(base.pow(exponent.intValue()));
    }

    private static Double doubles(String operator, double a, double b) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && b == 0) {
            throw TemplateErrors.template("A division by zero.");
        }
        double result = switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
        if (!Double.isFinite(result)) {
            throw TemplateErrors.template("A number gets too large.");
        }
        return result;
    }

    static int compareNumbers(Object a, Object b) {
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Object value) {
        Object number = value instanceof Boolean flag ? flagged(flag) : value;
        return number instanceof BigInteger i ? new BigDecimal(i) : BigDecimal.valueOf((Double) number);
    }

    private static double decimal(Object value) {
        return ((Number) value).doubleValue();
    }

    private static Object number(String operator, Object value) {
        return number(operator, value, value);
    }

    private static Object number(String operator, Object value, Object other) {
        if (value instanceof Boolean flag) {
            return flagged(flag);
        }
        if (value instanceof BigInteger || value instanceof Double) {
            return value;
        }
        throw TemplateErrors.template("'" + operator + "' does not take " + Operations.typeName(value)
                + (value == other ? "" : " together with " + Operations.typeName(other))
                + "; convert it, for instance with Int32(name).");
    }

    private static BigInteger flagged(Boolean flag) {
        return flag ? BigInteger.ONE : BigInteger.ZERO;
    }
}
