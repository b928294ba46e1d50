package io.pipit.core.project.template;

import io.pipit.core.project.EndpointPlan.Parameter;
import io.pipit.core.project.template.expression.Expression;
import io.pipit.core.project.template.expression.TemplateValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the parameters that a template declares. The last declared type wins; any default or defined() makes one optional. */
final class ParameterDiscovery {
    /** What is known of a parameter so far. */
    private static final class Found {
        String type = "";
        String defaultValue = "";
        String description = "";
        boolean hasDefault;
        boolean required;
        boolean optional;
        boolean printed;
    }

    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Set<String> assigned = new HashSet<>();

    List<Parameter> of(List<TemplateNode> nodes) {
        nodes.forEach(this::node);
        List<Parameter> parameters = new ArrayList<>();
        found.forEach((name, f) -> parameters.add(
                new Parameter(name, f.type.isEmpty() ? "String" : f.type, f.defaultValue, needed(f), f.description)));
        return parameters;
    }

    private static boolean needed(Found f) {
        boolean bareCondition = f.type.isEmpty() && !f.printed;
        return !f.hasDefault && !bareCondition && (f.required || !f.optional);
    }

    private void node(TemplateNode node) {
        if (node instanceof TemplateNode.Output output) {
            if (output.expression() instanceof Expression.Name name && !assigned.contains(name.name())) {
                found(name.name()).printed = true;
            }
            expression(output.expression());
        } else if (node instanceof TemplateNode.Set set) {
            expression(set.value());
            assigned.add(set.name());
        } else if (node instanceof TemplateNode.If condition) {
            condition.branches().forEach(branch -> {
                expression(branch.condition());
                branch.body().forEach(this::node);
            });
        } else if (node instanceof TemplateNode.For loop) {
            expression(loop.items());
            assigned.addAll(loop.names());
            loop.body().forEach(this::node);
            loop.otherwise().forEach(this::node);
        } else if (node instanceof TemplateNode.While loop) {
            expression(loop.condition());
            loop.body().forEach(this::node);
            loop.otherwise().forEach(this::node);
        }
    }

    private void expression(Expression expression) {
        if (expression instanceof Expression.Call call) {
            call(call);
        } else if (expression instanceof Expression.Name name) {
            if (!assigned.contains(name.name())) {
                found(name.name());
            }
        } else {
            if (expression instanceof Expression.Comprehension comprehension) {
                expression(comprehension.items());
                assigned.addAll(comprehension.names());
            }
            expression.children().forEach(this::expression);
        }
    }

    private void call(Expression.Call call) {
        Expression first = call.arguments().isEmpty() ? null : call.arguments().get(0);
        boolean parameter = first instanceof Expression.Name n && !assigned.contains(n.name());
        String type = TemplateValues.parameterType(call.function());
        if (parameter && call.function().equals("defined")) {
            found(((Expression.Name) first).name()).optional = true;
        } else if (parameter && !type.isEmpty()) {
            declare(call, ((Expression.Name) first).name(), type);
        } else {
            call.children().forEach(this::expression);
            return;
        }
        call.arguments().stream().skip(1).forEach(this::expression);
        call.named().values().forEach(this::expression);
    }

    private void declare(Expression.Call call, String name, String type) {
        Found f = found(name);
        boolean array = type.equals("Array") && call.function().equals("Array");
        f.type = array ? "Array(" + elementType(call) + ")" : type;
        int place = array ? 2 : 1;
        Expression byDefault = call.named().get("default");
        if (byDefault == null && call.arguments().size() > place) {
            byDefault = call.arguments().get(place);
        }
        if (byDefault != null) {
            f.hasDefault = true;
            f.defaultValue = f.defaultValue.isEmpty() ? shown(byDefault) : f.defaultValue;
        }
        if (call.named().get("required") instanceof Expression.Literal literal) {
            f.required |= Boolean.TRUE.equals(literal.value());
            f.optional |= Boolean.FALSE.equals(literal.value());
        }
        if (call.named().get("defined") instanceof Expression.Literal literal) {
            f.optional |= Boolean.FALSE.equals(literal.value());
        }
        if (call.named().get("description") instanceof Expression.Literal literal) {
            f.description = String.valueOf(literal.value());
        }
    }

    private static String elementType(Expression.Call call) {
        return call.arguments().size() > 1 && call.arguments().get(1) instanceof Expression.Literal literal
                ? String.valueOf(literal.value())
                : "String";
    }

    private static String shown(Expression value) {
        if (value instanceof Expression.Literal literal) {
            return literal.value() == null ? "" : literal.value().toString();
        }
        return value instanceof Expression.Items items
                ? items.children().stream().map(ParameterDiscovery::shown).collect(Collectors.joining(","))
                : "";
    }

    private Found found(String name) {
        return found.computeIfAbsent(name, n -> new Found());
    }
}
