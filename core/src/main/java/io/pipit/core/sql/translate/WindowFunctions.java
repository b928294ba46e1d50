package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression.Call;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** Functions that exist only with OVER. */
final class WindowFunctions {
    private static final Map<String, String> RANKS = Map.of(
            "row_number",
            "row_number",
            "rank",
            "rank",
            "dense_rank",
            "dense_rank",
            "denserank",
            "dense_rank",
            "percent_rank",
            "percent_rank",
            "percentrank",
            "percent_rank",
            "cume_dist",
            "cume_dist",
            "ntile",
            "ntile");
    private static final Map<String, String> NEIGHBOURS =
            Map.of("laginframe", "lag", "lag", "lag", "leadinframe", "lead", "lead", "lead", "nth_value", "nth_value");

    private WindowFunctions() {}

    static boolean known(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RANKS.containsKey(lower) || NEIGHBOURS.containsKey(lower);
    }

    static Collection<String> names() {
        return java.util.List.of(
                "row_number", "rank", "dense_rank", "lagInFrame", "leadInFrame", "lag", "lead", "nth_value", "ntile");
    }

    static Rendered render(ExpressionTranslator expressions, Call call, String over) {
        String lower = call.function().toLowerCase(Locale.ROOT);
        if (RANKS.containsKey(lower)) {
            String argument = call.arguments().isEmpty()
                    ? ""
                    : expressions.render(call.argument(0)).number();
            String sql = RANKS.get(lower) + "(" + argument + ")" + over;
            boolean share = lower.startsWith("percent") || lower.startsWith("cume");
            return Rendered.of(sql, share ? Types.FLOAT64 : Types.UINT64);
        }
        Rendered value = expressions.render(call.argument(0));
        DataType type = Types.plain(value.type());
        StringBuilder sql = new StringBuilder(NEIGHBOURS.get(lower)).append('(').append(value.value());
        if (call.arguments().size() > 1) {
            sql.append(", ").append(expressions.render(call.argument(1)).number());
        }
        sql.append(')').append(over);
        if (lower.equals("lag") || lower.equals("lead")) {
            type = call.arguments().size() > 2 ? type : Types.nullable(type);
        }
        // outside the frame stands the default of the type, not NULL
        String otherwise = call.arguments().size() > 2
                ? Conversions.widen(expressions.render(call.argument(2)), type)
                : SqlText.defaultOf(type);
        return Rendered.of(
                otherwise.equals("NULL") ? sql.toString() : "coalesce(" + sql + ", " + otherwise + ")", type);
    }
}
