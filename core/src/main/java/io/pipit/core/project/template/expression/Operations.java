package io.pipit.core.project.template.expression;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Truth, comparison and access, as Python has them. */
final class Operations {
    private Operations() {}

    /** A value without the way it prints. */
    static Object plain(Object value) {
        return value instanceof SqlText sql ? sql.value() : value;
    }

    /** A value that is needed: a parameter that is not given is an error. */
    static Object needed(Object value) {
        if (value instanceof Missing missing) {
            throw TemplateErrors.missing(missing.name());
        }
        return plain(value);
    }

    static boolean truth(Object given) {
        Object value = plain(given);
        if (value == null || value instanceof Missing) {
            return false;
        } else if (value instanceof Boolean b) {
            return b;
        } else if (value instanceof BigInteger i) {
            return i.signum() != 0;
        } else if (value instanceof Double d) {
            return d != 0;
        } else if (value instanceof String s) {
            return !s.isEmpty();
        } else if (value instanceof Collection<?> c) {
            return !c.isEmpty();
        }
        return !(value instanceof Map<?, ?> m) || !m.isEmpty();
    }

    static boolean compare(String operator, Object left, Object right, Budget budget) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "is" -> is(left, right);
            case "is not" -> !is(left, right);
            case "in" -> contains(right, left, budget);
            case "not in" -> !contains(right, left, budget);
            default -> ordered(operator, needed(left), needed(right));
        };
    }

    private static boolean is(Object left, Object right) {
        Object a = left instanceof Missing ? null : plain(left);
        Object b = right instanceof Missing ? null : plain(right);
        return a == null || b == null ? a == b : equal(a, b);
    }

    static boolean equal(Object left, Object right) {
        Object a = left instanceof Missing ? null : plain(left);
        Object b = right instanceof Missing ? null : plain(right);
        if (numeric(a) && numeric(b)) {
            return Arithmetic.compareNumbers(a, b) == 0;
        }
        return Objects.equals(a, b);
    }

    private static boolean ordered(String operator, Object left, Object right) {
        int order;
        if (numeric(left) && numeric(right)) {
            order = Arithmetic.compareNumbers(left, right);
        } else if (left instanceof String a && right instanceof String b) {
            order = a.compareTo(b);
        } else {
            throw TemplateErrors.template("'" + operator + "' cannot compare " + typeName(left) + " with "
                    + typeName(right) + "; convert one, for instance with Int32(name).");
        }
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    static boolean contains(Object container, Object wanted, Budget budget) {
        Object in = needed(container);
        if (in instanceof Collection<?> items) {
            budget.volume(items.size());
            return items.stream().anyMatch(i -> equal(i, wanted));
        } else if (in instanceof Map<?, ?> map) {
            return map.containsKey(plain(wanted));
        } else if (in instanceof String text) {
            if (wanted == null || wanted instanceof Missing) {
                return false;
            }
            budget.volume(text.length());
            return text.contains(String.valueOf(plain(wanted)));
        }
        throw TemplateErrors.template(
                "'in' needs a list, a text or a dictionary on its right side, not " + typeName(in) + ".");
    }

    static Object index(Object target, Object index) {
        Object from = needed(target);
        Object key = needed(index);
        if (from instanceof Map<?, ?> map) {
            if (!map.containsKey(key)) {
                throw TemplateErrors.template(
                        "There is no member '" + key + "'; use .get('" + key + "') where it may be missing.");
            }
            return map.get(key);
        }
        if (from instanceof List<?> list) {
            return list.get(position(key, list.size()));
        } else if (from instanceof String text) {
            int at = position(key, text.length());
            return text.substring(at, at + 1);
        }
        throw TemplateErrors.template(typeName(from) + " has no members.");
    }

    private static int position(Object key, int size) {
        int index = integer(key, "An index");
        int at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw TemplateErrors.template("The index " + index + " is outside of a list of " + size + ".");
        }
        return at;
    }

    static int integer(Object value, String what) {
        if (value instanceof BigInteger i && i.bitLength() < 32) {
            return i.intValue();
        }
        throw TemplateErrors.template(what + " must be a whole number, not " + typeName(value) + " '" + value + "'.");
    }

    static BigInteger bounded(BigInteger value) {
        if (value.bitLength() > Budget.MAX_BITS) {
            throw TemplateErrors.template("A number gets longer than " + Budget.MAX_BITS + " bits.");
        }
        return value;
    }

    static boolean numeric(Object value) {
        return value instanceof BigInteger || value instanceof Double || value instanceof Boolean;
    }

    static String typeName(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof String || value instanceof SqlText) {
            return "a text";
        } else if (value instanceof BigInteger) {
            return "a whole number";
        } else if (value instanceof Double) {
            return "a number";
        } else if (value instanceof Boolean) {
            return "a truth value";
        } else if (value instanceof Missing missing) {
            return "the missing parameter '" + missing.name() + "'";
        }
        return value instanceof Map ? "a dictionary" : "a list";
    }
}
