package io.pipit.core.project.template.expression;

import io.pipit.core.error.Counted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an expression may see: the request's parameters, the template's variables and secrets. Not thread-safe. */
public final class Scope {
    private final Map<String, List<String>> parameters;
    private final Function<String, Optional<String>> secrets;
    private final Map<String, Object> variables = new HashMap<>();
    private final Budget budget = new Budget();

    /** For one rendering. */
    public Scope(Map<String, List<String>> parameters, Function<String, Optional<String>> secrets) {
        this.parameters = parameters;
        this.secrets = secrets;
    }

    /** Gives a variable of the template a value. */
    public void assign(String name, Object value) {
        variables.put(name, value);
    }

    /** Gives several variables the members of a value, or one the value itself. */
    public void assign(List<String> names, Object value) {
        if (names.size() == 1) {
            assign(names.get(0), value);
            return;
        }
        if (!(value instanceof List<?> parts) || parts.size() != names.size()) {
            throw TemplateErrors.template("'" + String.join(", ", names) + "' need " + Counted.of(names.size(), "value")
                    + ", as a list of lists has them.");
        }
        for (int i = 0; i < names.size(); i++) {
            assign(names.get(i), parts.get(i));
        }
    }

    /** The variables among some names, to be restored. */
    Map<String, Object> hidden(List<String> names) {
        Map<String, Object> hidden = new HashMap<>(variables);
        hidden.keySet().retainAll(names);
        return hidden;
    }

    /** Puts names back to what they were. */
    void restore(List<String> names, Map<String, Object> hidden) {
        names.forEach(variables::remove);
        variables.putAll(hidden);
    }

    /** A variable, else the last value of the request's parameter of this name, else {@link Missing}. */
    public Object value(String name) {
        if (variables.containsKey(name)) {
            return variables.get(name);
        }
        List<String> given = given(name);
        return given.isEmpty() ? new Missing(name) : given.get(given.size() - 1);
    }

    /** Whether the template itself has given this name a value. */
    boolean assigned(String name) {
        return variables.containsKey(name);
    }

    /** What the request says for a parameter, several values for a repeated one. */
    List<String> given(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    Optional<String> secret(String name) {
        return secrets.apply(name);
    }

    /** What this rendering may still cost. */
    public Budget budget() {
        return budget;
    }
}
