package io.pipit.core.project.template.expression;

import java.util.ArrayList;
import java.util.List;

/** {@code a[from:to:step]} of texts and lists, with bounds that count from the end when they are negative. */
final class Slices {
    private Slices() {}

    static Object of(Object target, Object from, Object to, Object step, Budget budget) {
        Object value = Operations.needed(target);
        int size = value instanceof List<?> l ? l.size() : value instanceof String s ? s.length() : -1;
        if (size < 0) {
            throw TemplateErrors.template(Operations.typeName(value) + " cannot be cut with [from:to].");
        }
        int stride = step == null ? 1 : Operations.integer(Operations.needed(step), "A step");
        if (stride == 0) {
            throw TemplateErrors.template("The step of [from:to:step] is zero.");
        }
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? size : size - 1;
        int start = bound(from, stride > 0 ? 0 : size - 1, lowest, highest, size);
        int end = bound(to, stride > 0 ? size : -1, lowest, highest, size);
        budget.volume(size);
        List<Object> members = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (long i = start; stride > 0 ? i < end : i > end; i += stride) {
            if (value instanceof String s) {
                text.append(s.charAt((int) i));
            } else {
                members.add(((List<?>) value).get((int) i));
            }
        }
        return value instanceof String ? text.toString() : members;
    }

    private static int bound(Object value, int otherwise, int lowest, int highest, int size) {
        if (value == null) {
            return otherwise;
        }
        int index = Operations.integer(Operations.needed(value), "A bound");
        return Math.max(lowest, Math.min(highest, index < 0 ? index + size : index));
    }
}
