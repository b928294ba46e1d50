package io.pipit.core.project.template;

import io.pipit.core.project.template.expression.Expression;
import io.pipit.core.project.template.expression.TemplateValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a template makes its branches depend on, so that each can be tried: the values that it compares parameters with. And
 * which secrets it asks for.
 */
public final class TemplateSurvey {
    /**
     * A call of {@code tb_secret}.
     *
     * @param name of the secret
     * @param optional whether it has a default
     * @param line of the file
     */
    public record Secret(String name, boolean optional, int line) {}

    private static final Set<String> NAMING =
            Set.of("column", "Column", "columns", "symbol", "Symbol", "table", "TABLE");

    private static final Set<String> READING_NUMBERS = Set.of("int", "float");

    private final Set<String> names = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();
    private final Map<String, Set<String>> compared = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final List<Secret> secrets = new ArrayList<>();
    private boolean loops;
    private int line;

    TemplateSurvey(List<TemplateNode> nodes) {
        nodes.forEach(this::node);
    }

    /** Literals that a parameter is compared with, by its name. */
    public Map<String, Set<String>> compared() {
        return compared;
    }

    /** Parameters that are printed as names of columns or tables: these cannot be made up. */
    public Set<String> names() {
        return names;
    }

    /** Parameters that are read as numbers by {@code int()} or {@code float()}, whatever their type, or whose members are. */
    public Set<String> numbers() {
        return numbers;
    }

    /** Secrets that are asked for by a literal name. */
    public List<Secret> secrets() {
        return secrets;
    }

    /** Whether there is a {@code for}: what it prints may depend on more than can be tried. */
    public boolean loops() {
        return loops;
    }

    private void node(TemplateNode node) {
        line = node.line();
        if (node instanceof TemplateNode.Output output) {
            expression(output.expression());
        } else if (node instanceof TemplateNode.Set set) {
            expression(set.value());
            parameter(set.value()).ifPresent(p -> variables.put(set.name(), p));
        } else if (node instanceof TemplateNode.If condition) {
            condition.branches().forEach(branch -> {
                line = branch.line();
                expression(branch.condition());
                branch.body().forEach(this::node);
            });
        } else if (node instanceof TemplateNode.For loop) {
            loops = true;
            expression(loop.items());
            members(loop.items()).ifPresent(p -> loop.names().forEach(n -> variables.put(n, p)));
            loop.body().forEach(this::node);
            loop.otherwise().forEach(this::node);
        } else if (node instanceof TemplateNode.While loop) {
            loops = true;
            expression(loop.condition());
            loop.body().forEach(this::node);
            loop.otherwise().forEach(this::node);
        }
    }

    private void expression(Expression expression) {
        if (expression instanceof Expression.Comparison comparison) {
            comparison(comparison.operands());
        } else if (expression instanceof Expression.Method method
                && method.method().endsWith("with")) {
            comparison(List.of(method.target(), new Expression.Items(method.arguments())));
        } else if (expression instanceof Expression.Call call) {
            call(call);
        } else if (expression instanceof Expression.Comprehension loop) {
            members(loop.items()).ifPresent(p -> loop.names().forEach(n -> variables.put(n, p)));
        }
        expression.children().forEach(this::expression);
    }

    private void call(Expression.Call call) {
        boolean asks = call.function().equals("tb_secret") || call.function().equals("tb_var");
        if (asks
                && !call.arguments().isEmpty()
                && call.arguments().get(0) instanceof Expression.Literal literal
                && literal.value() instanceof String name) {
            boolean optional = call.arguments().size() > 1 || call.named().containsKey("default");
            secrets.add(new Secret(name, optional, line));
        }
        if (NAMING.contains(call.function()) && !call.arguments().isEmpty()) {
            parameter(call.arguments().get(0)).ifPresent(names::add);
        }
        if (READING_NUMBERS.contains(call.function()) && !call.arguments().isEmpty()) {
            parameter(call.arguments().get(0)).ifPresent(numbers::add);
        }
        if (call.named().containsKey("enum") && !call.arguments().isEmpty()) {
            comparison(List.of(call, call.named().get("enum")));
        }
    }

    private void comparison(List<Expression> operands) {
        Set<String> literals = new LinkedHashSet<>();
        operands.forEach(o -> literals(o, literals));
        operands.forEach(o -> parameter(o)
                .ifPresent(p ->
                        compared.computeIfAbsent(p, n -> new LinkedHashSet<>()).addAll(literals)));
    }

    private static void literals(Expression expression, Set<String> into) {
        if (expression instanceof Expression.Literal literal && literal.value() != null) {
            into.add(String.valueOf(literal.value()));
        } else if (expression instanceof Expression.Items items) {
            items.children().forEach(i -> literals(i, into));
        }
    }

    /** The parameter of whose members a loop is. */
    private Optional<String> members(Expression items) {
        boolean pairs = items instanceof Expression.Call call
                && Set.of("enumerate", "enumerate_with_last", "sorted", "set", "list")
                        .contains(call.function())
                && !call.arguments().isEmpty();
        return parameter(pairs ? ((Expression.Call) items).arguments().get(0) : items);
    }

    /** The parameter that an expression is about. */
    private Optional<String> parameter(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return Optional.of(variables.getOrDefault(name.name(), name.name()));
        } else if (expression instanceof Expression.Call call) {
            boolean typed = !TemplateValues.parameterType(call.function()).isEmpty();
            return typed && !call.arguments().isEmpty()
                    ? parameter(call.arguments().get(0))
                    : Optional.empty();
        } else if (expression instanceof Expression.Index member) {
            return parameter(member.target());
        } else if (expression instanceof Expression.Method method) {
            return parameter(method.target());
        }
        return Optional.empty();
    }
}
