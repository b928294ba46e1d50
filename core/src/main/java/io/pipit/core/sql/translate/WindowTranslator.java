package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.OrderKey;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Window;
import io.pipit.core.sql.tree.Window.Bound;
import io.pipit.core.sql.tree.Window.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Translates what stands after OVER, and orders. */
final class WindowTranslator {
    private final Translation translation;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private Map<String, Window> named = Map.of();

    WindowTranslator(Translation translation, Scope scope, ExpressionTranslator expressions) {
        this.translation = translation;
        this.scope = scope;
        this.expressions = expressions;
    }

    /** Makes the windows of the clause WINDOW known. */
    void named(Map<String, Window> windows) {
        named = windows;
    }

    /** The window of a call, with what it takes from named windows. */
    Window resolved(Call call) {
        return resolved(call.window().orElseThrow(), 0);
    }

    private Window resolved(Window window, int depth) {
        if (window.base().isEmpty()) {
            return window;
        }
        Window found = named.get(window.base());
        if (found == null || depth > named.size()) {
            throw SqlErrors.argument(
                    window.position(),
                    "There is no window '" + window.base() + "'."
                            + io.pipit.core.error.NearestName.hint(window.base(), named.keySet()));
        }
        Window base = resolved(found, depth + 1);
        if (!window.partitionBy().isEmpty()) {
            throw SqlErrors.argument(
                    window.position(), "A window made from '" + window.base() + "' cannot have its own PARTITION BY.");
        }
        return new Window(
                "",
                base.partitionBy(),
                window.orderBy().isEmpty() ? base.orderBy() : window.orderBy(),
                window.frame().or(base::frame),
                window.position());
    }

    /** The text after the call of the engine's function. */
    String over(Call call) {
        Window window = resolved(call);
        return over(window, window.frame().map(this::frame).orElse(""));
    }

    /** The text of a window with another frame. */
    String over(Window window, String frame) {
        List<String> partition = new ArrayList<>();
        if (translation.keyed && scope.keyed().isPresent()) {
            String alias = scope.keyed().get().engineAlias();
            partition.add(alias + "." + SqlText.name(Identity.PART));
            partition.add(alias + "." + SqlText.name(Identity.OFF));
        }
        window.partitionBy().forEach(e -> partition.add(expressions.render(e).sql()));
        List<String> parts = new ArrayList<>();
        if (!partition.isEmpty()) {
            parts.add("PARTITION BY " + String.join(", ", partition));
        }
        if (!window.orderBy().isEmpty()) {
            boolean counted = frame.matches("RANGE .*[0-9].*");
            parts.add("ORDER BY "
                    + window.orderBy().stream()
                            .map(o -> counted ? counted(o) : order(o))
                            .collect(Collectors.joining(", ")));
        }
        if (!frame.isEmpty()) {
            parts.add(frame);
        }
        return " OVER (" + String.join(" ", parts) + ")";
    }

    /** A frame in the engine's text. */
    String frame(Frame frame) {
        return frame.unit() + " BETWEEN " + bound(frame.from()) + " AND " + bound(frame.to());
    }

    String bound(Bound bound) {
        String word = bound.kind().name().replace('_', ' ');
        if (bound.offset().isEmpty()) {
            return word;
        }
        Rendered offset = expressions.render(bound.offset().get());
        if (offset.type().bare() instanceof IntervalType interval) {
            throw SqlErrors.unsupported(
                    bound.offset().get().position(),
                    "A frame is counted in numbers; for a time write the offset in seconds, for a date in days, not as Interval"
                            + interval.unit() + ".");
        }
        return offset.number() + " " + word;
    }

    /** One member of ORDER BY: NULL and NaN come last in both directions. */
    String order(OrderItem item) {
        return order(expressions.render(item.expression()), item);
    }

    /** A key that offsets are added to: wide enough for them, and times as seconds. */
    private String counted(OrderItem item) {
        Rendered value = expressions.render(item.expression());
        if (Types.integer(value.type())) {
            return order(Rendered.of("CAST(" + value.number() + " AS HUGEINT)", value.type()), item);
        } else if (Types.instant(value.type())) {
            return order(Rendered.of("(epoch_us(" + value.sql() + ") // 1000000)", Types.INT64), item);
        }
        return order(value, item);
    }

    static String order(Rendered value, OrderItem item) {
        String direction = item.descending() ? " DESC" : "";
        String nulls = item.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
        String nan = Types.floating(value.type()) && item.descending() && !item.nullsFirst()
                ? "coalesce(isnan(" + value.sql() + "), false), "
                : "";
        return nan + OrderKey.of(value.type(), value.sql()) + collation(item) + direction + nulls;
    }

    private static String collation(OrderItem item) {
        if (item.collation().isEmpty()) {
            return "";
        }
        Optional<String> known = Optional.of(
                        item.collation().toLowerCase(Locale.ROOT).replace('-', '_'))
                .filter(c -> c.matches("[a-z]{2,3}(_[a-z]{2,4})?"));
        return known.map(c -> " COLLATE " + c)
                .orElseThrow(() -> SqlErrors.argument(
                        item.expression().position(),
                        "'" + item.collation() + "' is not a language such as 'en' or 'de'."));
    }
}
