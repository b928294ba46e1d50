package io.pipit.core.project.template.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a template does with the values of its expressions. */
public final class TemplateValues {
    private TemplateValues() {}

    /** Whether a value counts as true in a condition. */
    public static boolean truth(Object value) {
        return Operations.truth(value);
    }

    /** The members of a value that a loop runs over. */
    public static List<?> items(Object value) {
        Object items = Operations.needed(value);
        if (items instanceof List<?> list) {
            return list;
        } else if (items instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        } else if (items instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        throw TemplateErrors.template("{% for %} needs a list, not " + Operations.typeName(items) + ".");
    }

    /** The type that a function gives its parameter, as it is shown to users; the empty text for other functions. */
    public static String parameterType(String function) {
        boolean typed = ParameterType.named(function).isPresent()
                || function.equals("Array")
                || function.equals("split_to_array");
        return !typed ? "" : function.equals("split_to_array") ? "Array" : function;
    }
}
