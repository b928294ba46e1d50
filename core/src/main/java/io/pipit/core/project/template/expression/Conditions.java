package io.pipit.core.project.template.expression;

import io.pipit.core.error.NearestName;
import io.pipit.core.project.template.expression.Expression.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code sql_and(action__in=Array(actions), at__gte=from)}: conditions joined by AND, without those that have no value. */
final class Conditions {
    private static final Map<String, String> OPERATORS = Map.of(
            "in", "IN", "not_in", "NOT IN", "gt", ">", "lt", "<", "gte", ">=", "lte", "<=", "eq", "=", "ne", "!=");

    private Conditions() {}

    static SqlText sqlAnd(Call call, Scope scope) {
        List<String> conditions = new ArrayList<>();
        call.named().forEach((key, expression) -> {
            Object value = expression.evaluate(scope);
            boolean without = value == null || value instanceof Missing || value instanceof List<?> l && l.isEmpty();
            if (!without) {
                conditions.add(condition(key, value));
            }
        });
        String sql = conditions.isEmpty() ? "1" : String.join(" AND ", conditions);
        return new SqlText(sql, sql);
    }

    private static String condition(String key, Object value) {
        int split = key.lastIndexOf("__");
        String column = split > 0 ? key.substring(0, split) : key;
        String operator = split > 0 ? key.substring(split + 2) : "eq";
        if (!OPERATORS.containsKey(operator)) {
            throw TemplateErrors.template("sql_and does not know the operator '" + operator + "' of '" + key + "'."
                    + NearestName.hint(operator, OPERATORS.keySet()));
        }
        return "`" + column + "` " + OPERATORS.get(operator) + " " + SqlLiterals.of(value);
    }
}
