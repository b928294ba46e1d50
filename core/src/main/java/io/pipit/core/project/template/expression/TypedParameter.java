package io.pipit.core.project.template.expression;

import io.pipit.core.project.template.expression.Expression.Call;
import io.pipit.core.project.template.expression.ParameterType.Named;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One call of a typed parameter function, such as {@code Int32(limit, 10)} or {@code Array(ids, 'Int64')}. */
final class TypedParameter {
    private final Call call;
    private final Scope scope;
    private final String name;

    private TypedParameter(Call call, Scope scope) {
        this.call = call;
        this.scope = scope;
        this.name = call.arguments().isEmpty() ? "" : nameOf(call.arguments().get(0));
    }

    static Object scalar(Call call, Scope scope) {
        return new TypedParameter(call, scope).scalar();
    }

    static Object array(Call call, Scope scope) {
        return new TypedParameter(call, scope).array();
    }

    /** {@code split_to_array(names, 'a,b', separator=',')}. */
    static Object split(Call call, Scope scope) {
        return new TypedParameter(call, scope).split();
    }

    /** The parameter that a first argument names; the empty text when it is a value. */
    static String nameOf(Expression argument) {
        return argument instanceof Expression.Name n ? n.name() : "";
    }

    /** The expression of the default: given by name, or at a place. */
    static Optional<Expression> defaultOf(Call call, int place) {
        return Optional.ofNullable(call.named().get("default"))
                .or(() -> call.arguments().size() > place
                        ? Optional.of(call.arguments().get(place))
                        : Optional.empty());
    }

    private Object scalar() {
        Named type = ParameterType.named(call.function()).orElseThrow();
        Object given = given();
        if (given == null || given instanceof Missing) {
            return fallback(type, defaultOf(call, 1));
        }
        if (!(given instanceof SqlText) && type.type() == ParameterType.JSON && !(given instanceof String)) {
            return given;
        }
        String text = text(given);
        Object value = type.convert(text).orElseThrow(() -> TemplateErrors.invalid(shownName(), text, type.expected()));
        checkEnum(value);
        return value;
    }

    private Object fallback(Named type, Optional<Expression> byDefault) {
        if (byDefault.isEmpty()) {
            return absent();
        }
        Object value = byDefault.get().evaluate(scope);
        if (value == null || value instanceof Missing) {
            return value == null ? null : absent();
        }
        boolean converted = value instanceof List || value instanceof java.util.Map;
        return converted ? value : authored(type, text(value));
    }

    /** A default is the author's own; one that is not of the type, as an empty text for a date, stays a text. */
    private static Object authored(Named type, String text) {
        Optional<Object> value = type.convert(text);
        if (value.isEmpty() && (type.type() == ParameterType.NAME || type.type() == ParameterType.NAMES)) {
            throw TemplateErrors.template(
                    "The default '" + text + "' of " + type.name() + " is not " + type.expected() + ".");
        }
        return value.orElse(text);
    }

    private Object absent() {
        if (saysNo("required") || saysNo("defined")) {
            return null;
        }
        throw TemplateErrors.missing(shownName());
    }

    private boolean saysNo(String argument) {
        Expression said = call.named().get(argument);
        return said != null && !Operations.truth(said.evaluate(scope));
    }

    private Object array() {
        String typeName =
                call.arguments().size() > 1 ? text(call.arguments().get(1).evaluate(scope)) : "String";
        Named type = ParameterType.named(typeName)
                .filter(t -> t.type() != ParameterType.NAMES && t.type() != ParameterType.NAME)
                .orElseThrow(() -> TemplateErrors.template("Array of '" + typeName
                        + "' is not known; expected a type such as Array(" + shownName() + ", 'Int64')."));
        List<String> sent = name.isEmpty() || scope.assigned(name) ? List.of() : scope.given(name);
        Object given = sent.size() > 1 ? new ArrayList<Object>(sent) : given();
        if (given == null || given instanceof Missing) {
            Optional<Expression> byDefault = defaultOf(call, 2);
            if (byDefault.isEmpty()) {
                return absent();
            }
            given = byDefault.get().evaluate(scope);
        }
        return given == null ? null : elements(given, type);
    }

    private List<Object> elements(Object given, Named type) {
        List<?> items = given instanceof List<?> list ? list : parts(text(given), separator(","));
        scope.budget().volume(items.size());
        List<Object> values = new ArrayList<>();
        for (Object item : items) {
            String text = text(item);
            values.add(type.convert(text)
                    .orElseThrow(() -> TemplateErrors.invalid(
                            shownName(), text, "a list of which each member is " + type.expected())));
        }
        return values;
    }

    private Object split() {
        Object given = given();
        if (given == null || given instanceof Missing) {
            Optional<Expression> byDefault = defaultOf(call, 1);
            if (byDefault.isEmpty()) {
                return absent();
            }
            given = byDefault.get().evaluate(scope);
        }
        return given instanceof List<?> || given == null ? given : parts(text(given), separator(","));
    }

    private List<Object> parts(String text, String separator) {
        List<Object> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String part : text.split(Pattern.quote(separator), -1)) {
                parts.add(part.strip());
            }
        }
        scope.budget().volume(parts.size() + (long) text.length());
        return parts;
    }

    private String separator(String otherwise) {
        Expression separator = call.named().get("separator");
        String text = separator == null ? otherwise : text(separator.evaluate(scope));
        if (text.isEmpty()) {
            throw TemplateErrors.template("The separator of '" + shownName() + "' is empty.");
        }
        return text;
    }

    private Object given() {
        if (call.arguments().isEmpty()) {
            throw TemplateErrors.template(
                    call.function() + "() needs the name of a parameter, for instance " + call.function() + "(name).");
        }
        Object value = call.arguments().get(0).evaluate(scope);
        return name.isEmpty() ? Operations.needed(value) : value;
    }

    private void checkEnum(Object value) {
        Expression allowed = call.named().get("enum");
        if (allowed != null && allowed.evaluate(scope) instanceof List<?> list && !list.isEmpty()) {
            boolean known = list.stream().anyMatch(a -> text(a).equals(text(value)));
            if (!known) {
                throw TemplateErrors.invalid(shownName(), text(value), "one of " + list);
            }
        }
    }

    private String shownName() {
        return name.isEmpty() ? call.function() : name;
    }

    static String text(Object value) {
        Object plain = Operations.needed(value);
        if (plain instanceof String
                || plain instanceof BigInteger
                || plain instanceof Double
                || plain instanceof Boolean) {
            return plain.toString();
        }
        throw TemplateErrors.template("A single value was expected, not " + Operations.typeName(plain) + ".");
    }
}
