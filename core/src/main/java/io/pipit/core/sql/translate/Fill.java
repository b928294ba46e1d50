package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.error.Article;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Comparisons;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.function.Zones;
import io.pipit.core.sql.translate.SelectList.Item;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Select;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * WITH FILL: rows for values of an ordered column that are missing, within each group of what the order has before it. What is
 * filled in shows defaults, or what INTERPOLATE says.
 */
final class Fill {
    private static final Map<String, String> INTERVALS = Map.ofEntries(
            Map.entry("Microsecond", "to_microseconds"),
            Map.entry("Millisecond", "to_milliseconds"),
            Map.entry("Second", "to_seconds"),
            Map.entry("Minute", "to_minutes"),
            Map.entry("Hour", "to_hours"),
            Map.entry("Day", "to_days"),
            Map.entry("Week", "to_weeks"),
            Map.entry("Month", "to_months"),
            Map.entry("Quarter", "to_quarters"),
            Map.entry("Year", "to_years"));

    private static final Set<String> CALENDAR = Set.of("Day", "Week", "Month", "Quarter", "Year");

    private final Translation translation;
    private final ExpressionTranslator expressions;
    private final List<Item> items;
    private final Ordering ordering;
    private final Select select;

    Fill(
            Translation translation,
            ExpressionTranslator expressions,
            List<Item> items,
            Ordering ordering,
            Select select) {
        this.translation = translation;
        this.expressions = expressions;
        this.items = items;
        this.ordering = ordering;
        this.select = select;
    }

    /** The rows of a text and those that are missing among them. */
    String filled(String rows) {
        List<Integer> filling = IntStream.range(0, ordering.keys().size())
                .filter(i -> ordering.keys().get(i).item().fill().isPresent())
                .boxed()
                .toList();
        if (filling.isEmpty()) {
            return rows;
        } else if (filling.size() > 1) {
            throw SqlErrors.unsupported(
                    ordering.keys().get(filling.get(1)).item().expression().position(),
                    "WITH FILL is supported for one column of ORDER BY.");
        }
        return one(rows, filling.get(0));
    }

    private String one(String rows, int place) {
        Ordering.Key key = ordering.keys().get(place);
        OrderItem.Fill fill = key.item().fill().orElseThrow();
        String data = translation.newAlias("f");
        String grid = translation.newAlias("g");
        String value = key.name(place, items);
        Map<String, String> prefix = IntStream.range(0, place)
                .boxed()
                .collect(Collectors.toMap(
                        i -> ordering.keys().get(i).name(i, items), i -> "p" + i, (a, b) -> a, java.util.TreeMap::new));
        String made = grid(fill, key, data, value, prefix);
        String missing = "SELECT " + grid + ".* FROM (" + made + ") AS " + grid + " WHERE " + grid
                + ".v IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + data + " WHERE " + data + "." + value + " = " + grid
                + ".v"
                + prefix.entrySet().stream()
                        .map(p -> " AND " + data + "." + p.getKey() + " IS NOT DISTINCT FROM " + grid + "."
                                + p.getValue())
                        .collect(Collectors.joining())
                + ")";
        List<String> names = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        columns(value, prefix, names, shown);
        String with = "WITH " + data + " AS (" + rows + ") ";
        String union = "SELECT " + String.join(", ", names) + ", true AS __real FROM " + data + " UNION ALL SELECT "
                + String.join(", ", shown) + ", false AS __real FROM (" + missing + ") AS m";
        return with + interpolated(union, names);
    }

    private void columns(String value, Map<String, String> prefix, List<String> names, List<String> shown) {
        Set<String> seen = new TreeSet<>();
        for (Item item : items) {
            column(SqlText.name(item.name()), item.value().type(), value, prefix, names, shown);
            seen.add(SqlText.name(item.name()));
        }
        for (int i = 0; i < ordering.keys().size(); i++) {
            String name = ordering.keys().get(i).name(i, items);
            if (seen.add(name)) {
                column(name, ordering.keys().get(i).value().type(), value, prefix, names, shown);
            }
        }
    }

    private static void column(
            String name,
            DataType type,
            String value,
            Map<String, String> prefix,
            List<String> names,
            List<String> shown) {
        names.add(name);
        String text = name.equals(value)
                ? "m.v"
                : prefix.containsKey(name) ? "m." + prefix.get(name) : SqlText.defaultOf(type);
        shown.add(SqlText.cast(text, type) + " AS " + name);
    }

    // --- the values that should be there

    private String grid(OrderItem.Fill fill, Ordering.Key key, String data, String value, Map<String, String> prefix) {
        DataType type = key.value().type();
        boolean down = key.item().descending();
        Optional<String> from = fill.from().map(e -> bound(e, key));
        Optional<String> to = fill.to().map(e -> bound(e, key));
        Rendered step =
                fill.step().map(expressions::render).orElseGet(() -> Rendered.of(down ? "-1" : "1", Types.INT64));
        if (step.constant().filter(BigDecimal.ZERO::equals).isPresent()) {
            throw SqlErrors.argument(key.item().expression().position(), "The STEP of WITH FILL is 0.");
        }
        String groups = prefix.entrySet().stream()
                .map(p -> p.getKey() + " AS " + p.getValue() + ", ")
                .collect(Collectors.joining());
        if (fill.staleness().isPresent()) {
            return stale(fill, key, data, value, groups, prefix, step);
        }
        String ends = "min(" + value + ") AS lo, max(" + value + ") AS hi";
        String first = from.orElse(down ? "hi" : "lo");
        String last = to.orElse(down ? "lo" : "hi");
        String by = prefix.isEmpty() ? "" : " GROUP BY " + String.join(", ", prefix.keySet());
        return "SELECT " + prefix.values().stream().map(p -> p + ", ").collect(Collectors.joining())
                + series(first, last, step, type, key) + " AS v FROM (SELECT " + groups + ends + " FROM " + data + by
                + ")";
    }

    private String stale(
            OrderItem.Fill fill,
            Ordering.Key key,
            String data,
            String value,
            String groups,
            Map<String, String> prefix,
            Rendered step) {
        if (fill.from().isPresent()) {
            throw SqlErrors.argument(
                    fill.from().get().position(), "WITH FILL takes either FROM or STALENESS, not both.");
        }
        boolean down = key.item().descending();
        Rendered staleness = expressions.render(fill.staleness().get());
        String partition = prefix.isEmpty() ? "" : "PARTITION BY " + String.join(", ", prefix.keySet()) + " ";
        String next = "lead(" + value + ") OVER (" + partition + "ORDER BY " + value + (down ? " DESC" : "") + ")";
        String end = "(" + typed(value, key.value().type()) + " + " + amount(staleness, key) + ")";
        String last = (down ? "greatest(" : "least(") + end + ", coalesce("
                + typed(next, key.value().type()) + ", " + end + "))";
        return "SELECT " + groups.replace(" AS ", " AS ")
                + series(value, last, step, key.value().type(), key) + " AS v FROM (SELECT *, 1 FROM " + data + ")";
    }

    private String bound(Expression expression, Ordering.Key key) {
        Rendered value = expressions.render(expression);
        return Comparisons.align(
                        value,
                        Rendered.exact("x", key.value().type()),
                        m -> SqlErrors.argument(expression.position(), "In WITH FILL: " + m + "."))
                .number();
    }

    private static String typed(String sql, DataType type) {
        if (Types.date(type) || Types.instant(type)) {
            return "CAST(" + sql + " AS TIMESTAMP)";
        }
        return "CAST(" + sql + " AS " + (Types.integer(type) ? "BIGINT" : "DOUBLE") + ")";
    }

    private String series(String first, String last, Rendered step, DataType type, Ordering.Key key) {
        String from = typed(first, type);
        String to = typed(last, type);
        String by = amount(step, key);
        if (Types.instant(type) && step.type().bare() instanceof IntervalType i && CALENDAR.contains(i.unit())) {
            // days and longer are those of the zone's calendar, also where clocks change
            String zone = Types.zone(type);
            String days = "range(" + Zones.wall(from, zone) + ", " + Zones.wall(to, zone) + ", " + by + ")";
            return SqlText.cast("unnest(list_transform(" + days + ", lambda t: " + Zones.utc("t", zone) + "))", type);
        } else if (Types.date(type) || Types.instant(type) || Types.integer(type)) {
            return SqlText.cast("unnest(range(" + from + ", " + to + ", " + by + "))", type);
        } else if (Types.number(type)) {
            String count = "CAST(ceil((" + to + " - " + from + ") / " + by + ") AS BIGINT)";
            return SqlText.cast(
                    "unnest(list_transform(range(0, coalesce(" + count + ", 0)), lambda i: " + from + " + i * " + by
                            + "))",
                    type);
        }
        throw SqlErrors.argument(
                key.item().expression().position(),
                "WITH FILL needs a number, a date or a time; this is " + Article.with(type) + ".");
    }

    /** A step or a staleness in the engine's terms. */
    private static String amount(Rendered step, Ordering.Key key) {
        DataType type = key.value().type();
        if (step.type().bare() instanceof IntervalType interval) {
            String function = INTERVALS.get(interval.unit());
            if (function == null || Types.number(type)) {
                throw SqlErrors.argument(
                        key.item().expression().position(),
                        "WITH FILL cannot go on by an Interval" + interval.unit() + " from " + Article.with(type)
                                + ".");
            }
            String number = function.equals("to_quarters") ? "to_months(3 * " : function + "(";
            return number + "CAST(" + step.sql() + " AS INTEGER))";
        } else if (Types.date(type)) {
            return "to_days(CAST(" + step.number() + " AS INTEGER))";
        } else if (Types.instant(type)) {
            return "to_seconds(" + step.number() + ")";
        }
        return "CAST(" + step.number() + " AS " + (Types.integer(type) ? "BIGINT" : "DOUBLE") + ")";
    }

    // --- INTERPOLATE

    /** Values go on from row to row, also where a column of the order before the filled one changes. */
    private String interpolated(String union, List<String> names) {
        List<Expression> list =
                select.orderBy().interpolate().map(this::interpolatedColumns).orElse(List.of());
        if (list.isEmpty()) {
            return "SELECT " + String.join(", ", names) + " FROM (" + union + ")";
        }
        String order = String.join(", ", ordering.over(items));
        String window = " OVER (ORDER BY " + order + " ROWS UNBOUNDED PRECEDING)";
        List<String> inner = new ArrayList<>(List.of("*"));
        inner.add("count(*) FILTER (WHERE __real)" + window + " AS __block");
        List<String> outer = new ArrayList<>(names);
        String number = "row_number() OVER (PARTITION BY __block ORDER BY " + order
                + ") - CASE WHEN __block > 0 THEN 1 ELSE 0 END";
        for (Expression member : list) {
            Aliased column = (Aliased) member;
            Item item = items.stream()
                    .filter(i -> i.name().equals(column.alias()))
                    .findFirst()
                    .orElseThrow(() -> SqlErrors.unknown(
                            io.pipit.core.error.ErrorCode.UNKNOWN_COLUMN,
                            column.position(),
                            "column to interpolate",
                            column.alias(),
                            items.stream().map(Item::name).toList()));
            String name = SqlText.name(item.name());
            String carried = SqlText.name("__i" + item.name());
            inner.add("last_value(CASE WHEN __real THEN {'v': " + name + "} END IGNORE NULLS)" + window + " AS "
                    + carried);
            String start = "coalesce(" + carried + ".v, "
                    + SqlText.defaultOf(item.value().type()) + ")";
            String value = next(column, item, start, number);
            outer.set(names.indexOf(name), "CASE WHEN __real THEN " + name + " ELSE " + value + " END AS " + name);
        }
        return "SELECT " + String.join(", ", outer) + " FROM (SELECT " + String.join(", ", inner) + " FROM (" + union
                + "))";
    }

    /** What is listed, or else all columns that the order does not name, which go on as they are. */
    private List<Expression> interpolatedColumns(List<Expression> listed) {
        if (!listed.isEmpty()) {
            return listed;
        }
        Set<Integer> ordered =
                ordering.keys().stream().map(Ordering.Key::column).collect(Collectors.toSet());
        List<Expression> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!ordered.contains(i)) {
                String name = items.get(i).name();
                Expression.Name column =
                        new Expression.Name(List.of(name), select.orderBy().position());
                all.add(new Aliased(column, name, select.orderBy().position()));
            }
        }
        return all;
    }

    /** The value of the n-th row after one with data. */
    private String next(Aliased column, Item item, String start, String number) {
        DataType type = item.value().type();
        expressions.names().enter(Map.of(column.alias(), Rendered.exact("a", type)));
        Rendered step;
        try {
            step = expressions.render(column.expression());
        } finally {
            expressions.names().leave();
        }
        if (step.sql().equals("a")) {
            return start;
        } else if (step.constant().isPresent()) {
            return SqlText.cast(step.value(), type);
        }
        return "list_reduce(list_transform(range(" + number + "), lambda z: " + SqlText.cast(start, type)
                + "), lambda a, z: " + SqlText.cast(step.value(), type) + ", " + SqlText.cast(start, type) + ")";
    }
}
