package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Window;
import io.pipit.core.sql.tree.Window.Bound;
import io.pipit.core.sql.tree.Window.BoundKind;
import io.pipit.core.sql.tree.Window.Frame;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

    static Rendered render(ExpressionTranslator expressions, Call call) {
        String lower = call.function().toLowerCase(Locale.ROOT);
        WindowTranslator windows = expressions.windows();
        if (RANKS.containsKey(lower)) {
            String argument = call.arguments().isEmpty()
                    ? ""
                    : expressions.render(call.argument(0)).number();
            boolean whole = lower.equals("row_number") || lower.startsWith("dense") || lower.equals("rank");
            String over = whole ? windows.over(windows.resolved(call), "") : windows.over(call);
            String sql = RANKS.get(lower) + "(" + argument + ")" + over;
            boolean share = lower.startsWith("percent") || lower.startsWith("cume");
            return Rendered.of(sql, share ? Types.FLOAT64 : Types.UINT64);
        }
        if (call.arguments().isEmpty()) {
            throw SqlErrors.argument(call.position(), "In " + call.function() + ": an argument is missing.");
        }
        return lower.equals("nth_value") ? nth(expressions, call) : neighbour(expressions, call, lower);
    }

    private static Rendered nth(ExpressionTranslator expressions, Call call) {
        Rendered value = expressions.render(call.argument(0));
        DataType type = Types.plain(value.type());
        String number = expressions.render(call.argument(1)).number();
        String sql = "nth_value(" + value.value() + ", " + number + ")"
                + expressions.windows().over(call);
        return filled(sql, SqlText.defaultOf(type), type);
    }

    /** The value some rows before or after; lagInFrame and leadInFrame look no further than the frame. */
    private static Rendered neighbour(ExpressionTranslator expressions, Call call, String lower) {
        WindowTranslator windows = expressions.windows();
        Rendered value = expressions.render(call.argument(0));
        String steps = call.arguments().size() > 1
                ? expressions.render(call.argument(1)).number()
                : "1";
        Window window = windows.resolved(call);
        String whole = windows.over(window, "");
        DataType type = Types.plain(value.type());
        String found = NEIGHBOURS.get(lower) + "(" + value.value() + ", " + steps + ")" + whole;
        String otherwise = call.arguments().size() > 2
                ? Conversions.widen(expressions.render(call.argument(2)), type)
                : SqlText.defaultOf(type);
        String at = "row_number()" + whole + (lower.startsWith("lag") ? " - " : " + ") + steps;
        String within = lower.endsWith("inframe") ? within(windows, window, lower, at) : "";
        if (within.isEmpty() && (!type.nullable() || otherwise.equals("NULL"))) {
            return filled(found, otherwise, type);
        }
        String exists = within.isEmpty()
                ? "(" + at + ") BETWEEN 1 AND count(*)"
                        + windows.over(window, "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING")
                : within;
        return Rendered.of("CASE WHEN " + exists + " THEN " + found + " ELSE " + otherwise + " END", type);
    }

    /** The condition that a place lies within the frame, or the empty text where that is known without asking. */
    private static String within(WindowTranslator windows, Window window, String lower, String at) {
        boolean lag = lower.startsWith("lag");
        Bound from = window.frame().map(Frame::from).orElse(new Bound(BoundKind.UNBOUNDED_PRECEDING, Optional.empty()));
        BoundKind defaultEnd = window.orderBy().isEmpty() ? BoundKind.UNBOUNDED_FOLLOWING : BoundKind.CURRENT_ROW;
        Bound to = window.frame().map(Frame::to).orElse(new Bound(defaultEnd, Optional.empty()));
        boolean open = lag
                ? from.kind() == BoundKind.UNBOUNDED_PRECEDING && to.kind() == BoundKind.CURRENT_ROW
                        || window.orderBy().isEmpty()
                : from.kind() != BoundKind.FOLLOWING && to.kind() == BoundKind.UNBOUNDED_FOLLOWING;
        if (open) {
            return "";
        }
        String unit = window.frame().map(f -> f.unit().name()).orElse("RANGE");
        String upTo = "count(*)" + windows.over(window, unit + " BETWEEN UNBOUNDED PRECEDING AND " + windows.bound(to));
        String inside = "count(*)"
                + windows.over(window, unit + " BETWEEN " + windows.bound(from) + " AND " + windows.bound(to));
        return "((" + at + ") > " + upTo + " - " + inside + " AND (" + at + ") <= " + upTo + ")";
    }

    private static Rendered filled(String sql, String otherwise, DataType type) {
        return Rendered.of(otherwise.equals("NULL") ? sql : "coalesce(" + sql + ", " + otherwise + ")", type);
    }
}
