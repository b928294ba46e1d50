package io.pipit.core.project.template.expression;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.template.expression.Expression.Call;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The functions of templates. */
final class Functions {
    private static final Set<String> HINTS = Set.of("max_threads", "cache_ttl", "backend_hint", "activate");
    private static final Set<String> NAMES = names();

    private Functions() {}

    static void checkKnown(String function) {
        if (!NAMES.contains(function) && ParameterType.named(function).isEmpty()) {
            throw TemplateErrors.template(
                    "There is no template function '" + function + "'." + NearestName.hint(function, NAMES));
        }
    }

    static Object call(Call call, Scope scope) {
        String name = call.function();
        if (ParameterType.named(name).isPresent()) {
            return TypedParameter.scalar(call, scope);
        } else if (DateDifferences.UNITS.containsKey(name)) {
            return DateDifferences.of(call, scope);
        } else if (HINTS.contains(name)) {
            return new SqlText("", "");
        }
        return switch (name) {
            case "Array" -> TypedParameter.array(call, scope);
            case "split_to_array" -> TypedParameter.split(call, scope);
            case "defined" -> defined(call, scope);
            case "error" ->
                throw new CustomTemplateException(
                        400, TypedParameter.text(argument(call, 0).evaluate(scope)));
            case "custom_error" -> throw customError(call, scope);
            case "tb_secret", "tb_var" -> secret(call, scope);
            case "sql_and" -> Conditions.sqlAnd(call, scope);
            case "dict" -> dictionary(call, scope);
            default -> general(name, values(call, scope), scope.budget());
        };
    }

    private static Object general(String name, List<Object> values, Budget budget) {
        Object first = values.isEmpty() ? null : values.get(0);
        return switch (name) {
            case "len" -> BigInteger.valueOf(items(name, values).size());
            case "range" -> range(values, budget);
            case "enumerate" -> enumerate(items(name, values), budget);
            case "enumerate_with_last" -> withLast(items(name, values), budget);
            case "min", "max" -> extreme(name, values.size() == 1 ? items(name, values) : values);
            case "sum" ->
                items(name, values).stream()
                        .map(Object.class::cast)
                        .reduce(BigInteger.ZERO, (a, b) -> Arithmetic.binary("+", a, b, budget));
            case "str" -> text(first);
            case "int" -> integer(first);
            case "float" -> decimal(first);
            case "bool" -> Operations.truth(first);
            case "abs" ->
                Operations.compare("<", first, BigInteger.ZERO, budget) ? Arithmetic.unary("-", first) : first;
            case "round" -> round(values);
            case "list", "tuple" -> values.isEmpty() ? new ArrayList<>() : new ArrayList<Object>(items(name, values));
            case "sorted" -> sorted(items(name, values), budget);
            case "any" -> items(name, values).stream().anyMatch(Operations::truth);
            case "all" -> items(name, values).stream().allMatch(Operations::truth);
            case "reversed" -> reversed(items(name, values), budget);
            case "set" -> values.isEmpty() ? List.of() : distinct(items(name, values), budget);
            case "zip" -> zip(values, budget);
            case "sql_unescape" -> text(first);
            default -> throw TemplateErrors.template("There is no template function '" + name + "'.");
        };
    }

    private static boolean defined(Call call, Scope scope) {
        Expression argument = argument(call, 0);
        Object value = argument instanceof Expression.Literal literal && literal.value() instanceof String name
                ? scope.value(name)
                : argument.evaluate(scope);
        return value != null && !(value instanceof Missing);
    }

    private static RuntimeException customError(Call call, Scope scope) {
        Object body = argument(call, 0).evaluate(scope);
        int status = call.arguments().size() > 1
                ? Operations.integer(
                        Operations.needed(call.arguments().get(1).evaluate(scope)), "The status of custom_error")
                : 400;
        if (status < 400 || status > 599) {
            return TemplateErrors.template("The status of custom_error is " + status + "; expected 400 to 599.");
        }
        return new CustomTemplateException(status, body);
    }

    private static Object secret(Call call, Scope scope) {
        String name = TypedParameter.text(argument(call, 0).evaluate(scope));
        return scope.secret(name)
                .map(Object.class::cast)
                .orElseGet(() -> TypedParameter.defaultOf(call, 1)
                        .map(d -> d.evaluate(scope))
                        .orElseThrow(() -> new io.pipit.core.error.PipitException(
                                ErrorCode.TEMPLATE_ERROR,
                                "There is no secret '" + name + "'; set it, or give a default: tb_secret('" + name
                                        + "', '...').")));
    }

    private static List<Object> values(Call call, Scope scope) {
        List<Object> values = new ArrayList<>();
        call.arguments().forEach(a -> values.add(Operations.needed(a.evaluate(scope))));
        return values;
    }

    private static Expression argument(Call call, int place) {
        if (call.arguments().size() <= place) {
            throw TemplateErrors.template(
                    call.function() + "() needs " + (place + 1) + (place == 0 ? " argument." : " arguments."));
        }
        return call.arguments().get(place);
    }

    private static List<?> items(String function, List<Object> values) {
        Object value = values.isEmpty() ? null : values.get(0);
        if (value instanceof List<?> list) {
            return list;
        } else if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        } else if (value instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        throw TemplateErrors.template(function + "() needs a list, not " + Operations.typeName(value) + ".");
    }

    private static List<Object> range(List<Object> values, Budget budget) {
        if (values.isEmpty() || values.size() > 3) {
            throw TemplateErrors.template("range() takes one to three whole numbers.");
        }
        long start = values.size() == 1 ? 0 : Operations.integer(values.get(0), "A bound of range");
        long end = Operations.integer(values.get(values.size() == 1 ? 0 : 1), "A bound of range");
        long step = values.size() == 3 ? Operations.integer(values.get(2), "The step of range") : 1;
        if (step == 0) {
            throw TemplateErrors.template("The step of range() is zero.");
        }
        long count = Math.max(0, (end - start + step - Long.signum(step)) / step);
        budget.volume(count);
        List<Object> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(BigInteger.valueOf(start + i * step));
        }
        return numbers;
    }

    private static List<Object> enumerate(List<?> items, Budget budget) {
        budget.volume(items.size());
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            pairs.add(Arrays.asList(BigInteger.valueOf(i), items.get(i)));
        }
        return pairs;
    }

    private static List<Object> withLast(List<?> items, Budget budget) {
        budget.volume(items.size());
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            pairs.add(Arrays.asList(i == items.size() - 1, items.get(i)));
        }
        return pairs;
    }

    private static Object extreme(String name, List<?> items) {
        if (items.isEmpty()) {
            throw TemplateErrors.template(name + "() needs at least one value.");
        }
        Object best = items.get(0);
        for (Object item : items) {
            best = Operations.compare(name.equals("min") ? "<" : ">", item, best, new Budget()) ? item : best;
        }
        return best;
    }

    private static List<Object> sorted(List<?> items, Budget budget) {
        budget.volume(items.size() * 20L);
        List<Object> sorted = new ArrayList<>(items);
        sorted.sort((a, b) -> Operations.equal(a, b) ? 0 : Operations.compare("<", a, b, budget) ? -1 : 1);
        return sorted;
    }

    private static List<Object> reversed(List<?> items, Budget budget) {
        budget.volume(items.size());
        List<Object> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<Object> distinct(List<?> items, Budget budget) {
        budget.volume(items.size() * 2L);
        return new ArrayList<>(new LinkedHashSet<>(items));
    }

    /** Pairs of the members at the same places, as long as the shortest. */
    private static List<Object> zip(List<Object> values, Budget budget) {
        List<List<?>> lists = new ArrayList<>();
        values.forEach(v -> lists.add(items("zip", List.of(v))));
        int size = lists.stream().mapToInt(List::size).min().orElse(0);
        budget.volume((long) size * lists.size());
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Object> row = new ArrayList<>();
            for (List<?> list : lists) {
                row.add(list.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Map<Object, Object> dictionary(Call call, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!call.arguments().isEmpty()) {
            Object first = Operations.needed(call.arguments().get(0).evaluate(scope));
            if (first instanceof Map<?, ?> given) {
                map.putAll(given);
            } else {
                for (Object pair : items("dict", Collections.singletonList(first))) {
                    List<?> parts = items("dict", Collections.singletonList(pair));
                    if (parts.size() != 2) {
                        throw TemplateErrors.template("dict() needs pairs of a key and a value.");
                    }
                    map.put(Operations.plain(parts.get(0)), parts.get(1));
                }
            }
        }
        call.named().forEach((name, value) -> map.put(name, value.evaluate(scope)));
        return map;
    }

    private static String text(Object value) {
        return TextPattern.text(value);
    }

    private static BigInteger integer(Object value) {
        if (value instanceof Double d) {
            return new java.math.BigDecimal(d).toBigInteger();
        }
        String text = value instanceof Boolean b ? (b ? "1" : "0") : TypedParameter.text(value);
        return (BigInteger) ParameterType.INTEGER
                .convert(text)
                .orElseThrow(
                        () -> TemplateErrors.template("int() cannot read '" + text + "'; it needs a whole number."));
    }

    private static Double decimal(Object value) {
        String text = TypedParameter.text(value);
        return (Double) ParameterType.FLOAT
                .convert(text)
                .orElseThrow(() -> TemplateErrors.template("float() cannot read '" + text + "'; it needs a number."));
    }

    private static Object round(List<Object> values) {
        double value = decimal(values.isEmpty() ? null : values.get(0));
        int digits = values.size() > 1 ? Operations.integer(values.get(1), "The digits of round") : 0;
        java.math.BigDecimal rounded = java.math.BigDecimal.valueOf(value)
                .setScale(Math.max(-20, Math.min(20, digits)), java.math.RoundingMode.HALF_EVEN);
        return values.size() > 1 ? (Object) rounded.doubleValue() : rounded.toBigInteger();
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(
                "Array",
                "Boolean",
                "Date",
                "DateTime",
                "DateTime64",
                "Float32",
                "Float64",
                "Int8",
                "Int16",
                "Int32",
                "Int64",
                "Int128",
                "Int256",
                "JSON",
                "String",
                "UInt8",
                "UInt16",
                "UInt32",
                "UInt64",
                "UInt128",
                "UInt256",
                "UUID",
                "column",
                "columns",
                "symbol",
                "table"));
        names.addAll(Set.of(
                "defined",
                "split_to_array",
                "enumerate_with_last",
                "sql_and",
                "error",
                "custom_error",
                "tb_secret",
                "tb_var",
                "len",
                "range",
                "enumerate",
                "min",
                "max",
                "sum",
                "str",
                "int",
                "float",
                "bool",
                "abs",
                "round",
                "list",
                "tuple",
                "sorted"));
        names.addAll(Set.of("any", "all", "reversed", "set", "zip", "dict", "sql_unescape"));
        names.addAll(DateDifferences.UNITS.keySet());
        names.addAll(HINTS);
        return names;
    }
}
