package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.translate.SelectList.Item;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.Select.Limit;
import io.pipit.core.sql.tree.Select.LimitBy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What comes after groups: QUALIFY, DISTINCT, ORDER BY, LIMIT BY, WITH FILL and LIMIT, in this order. The engine does the plain cases
 * in one SELECT; else each works on the rows of the one before, which carry what it needs under names of its own.
 */
final class Stages {
    private static final String MAX = "9223372036854775807";

    private final Translation translation;
    private final ExpressionTranslator expressions;
    private final Select select;
    private final List<Item> items;
    private final Ordering ordering;
    private final Optional<Source> keyed;
    private final Optional<Limit> limit;

    Stages(
            Translation translation,
            ExpressionTranslator expressions,
            Select select,
            List<Item> items,
            Ordering ordering,
            Optional<Source> keyed) {
        this.translation = translation;
        this.expressions = expressions;
        this.select = select;
        this.items = items;
        this.ordering = ordering;
        this.keyed = keyed;
        this.limit = select.limit();
    }

    /**
     * The whole text.
     *
     * @param hidden the hidden columns of the keyed form, or the empty text
     * @param core FROM to HAVING
     */
    String text(String hidden, String core, Optional<String> qualify) {
        return plain() ? single(hidden, core, qualify) : staged(hidden, core, qualify, "");
    }

    /** Only the list, over other rows. */
    String listOf(String from) {
        return "SELECT " + columns() + " FROM " + from;
    }

    private boolean plain() {
        boolean fills = ordering.keys().stream().anyMatch(k -> k.item().fill().isPresent());
        boolean special = limit.map(l -> l.withTies() || counted(l)).orElse(false);
        boolean after = select.limitBy().isPresent()
                && (select.distinct() || select.qualify().isPresent() || limitedByWindows());
        return !fills && !special && !after && (!select.distinct() || ordering.allInList());
    }

    /** LIMIT BY becomes a window, and in a window there can be no other. */
    private boolean limitedByWindows() {
        return ordering.keys().stream().anyMatch(k -> k.value().sql().contains(" OVER "))
                || by(select.limitBy().orElseThrow()).stream()
                        .anyMatch(b -> b.sql().contains(" OVER "));
    }

    /**
     * The numbers of LIMIT, with the text that also counts what it is taken from. Groups are counted as they are; rows in an order, which are
     * all read anyway, by a query beside. Rows in no order are not counted: the engine stops when it has enough of them.
     */
    Optional<Limited> limited(String core, Optional<String> qualify, boolean aggregated) {
        boolean fills = ordering.keys().stream().anyMatch(k -> k.item().fill().isPresent());
        Optional<Limit> plain = limit.filter(l -> keyed.isEmpty() && !fills && !l.withTies() && !counted(l));
        Optional<BigDecimal> count = plain.flatMap(Limit::count).flatMap(this::value);
        if (count.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> counted = Optional.empty();
        if (aggregated || select.distinct() || select.limitBy().isPresent() || qualify.isPresent()) {
            counted = Optional.of(staged("", core, qualify, ", count(*) OVER () AS " + Limited.COLUMN));
        } else if (!ordering.keys().isEmpty()) {
            StringBuilder sql = new StringBuilder("SELECT ").append(columns()).append(", (SELECT count(*)");
            sql.append(core).append(") AS ").append(Limited.COLUMN).append(core);
            appendOrder(sql, ordering.within());
            counted = Optional.of(sql.append(limit(limit.get())).toString());
        }
        BigDecimal offset = limit.get().offset().flatMap(this::value).orElse(BigDecimal.ZERO);
        return Optional.of(new Limited(count.get().longValue(), offset.longValue(), counted));
    }

    // --- one SELECT

    private String single(String hidden, String core, Optional<String> qualify) {
        boolean distinct = select.distinct() && keyed.isEmpty();
        StringBuilder sql = new StringBuilder("SELECT ").append(distinct ? "DISTINCT " : "");
        sql.append(hidden).append(columns()).append(core);
        if (select.limitBy().isPresent()) {
            sql.append(" QUALIFY ").append(limitBy(select.limitBy().get()));
        }
        qualify.ifPresent(q -> sql.append(" QUALIFY ").append(q));
        if (keyed.isEmpty()) {
            if (translation.unordered != select || limit.isPresent()) {
                appendOrder(sql, ordering.within());
            }
            limit.ifPresent(l -> sql.append(limit(l)));
        }
        return sql.toString();
    }

    private String columns() {
        return items.stream().map(Item::sql).collect(Collectors.joining(", "));
    }

    private static void appendOrder(StringBuilder sql, List<String> order) {
        if (!order.isEmpty()) {
            sql.append(" ORDER BY ").append(String.join(", ", order));
        }
    }

    /** LIMIT n BY: the first n rows of each group in the order of the query. */
    private String limitBy(LimitBy limitBy) {
        List<String> partition = new ArrayList<>();
        List<String> sorting = new ArrayList<>();
        ordering.keys().forEach(k -> sorting.add(WindowTranslator.order(k.value(), k.item())));
        keyed.ifPresent(k -> {
            partition.add(k.engineAlias() + ".\"_part\"");
            partition.add(k.engineAlias() + ".\"_off\"");
            sorting.add(k.engineAlias() + ".\"_row\"");
        });
        by(limitBy).forEach(b -> partition.add(b.sql()));
        return numbered(limitBy.limit(), partition, sorting);
    }

    private List<Rendered> by(LimitBy limitBy) {
        List<Rendered> by = new ArrayList<>();
        for (Expression expression : limitBy.by()) {
            if (expression instanceof Star) {
                items.forEach(i -> by.add(i.value()));
            } else if (SelectList.isPosition(expression)) {
                int index = Integer.parseInt(((Expression.NumberLiteral) expression).text());
                by.add(index <= items.size() ? items.get(index - 1).value() : expressions.render(expression));
            } else {
                by.add(expressions.render(expression));
            }
        }
        return by;
    }

    private String numbered(Limit limitOf, List<String> partition, List<String> sorting) {
        if (counted(limitOf)) {
            throw SqlErrors.unsupported(limitOf.position(), "LIMIT ... BY takes whole numbers that are not negative.");
        }
        String number = "row_number() OVER ("
                + (partition.isEmpty() ? "" : "PARTITION BY " + String.join(", ", partition))
                + (sorting.isEmpty() ? "" : " ORDER BY " + String.join(", ", sorting)) + ")";
        String count = number(limitOf.count()).orElse(MAX);
        if (limitOf.offset().isEmpty()) {
            return number + " <= " + count;
        }
        String offset = number(limitOf.offset()).orElseThrow();
        return number + " BETWEEN " + offset + " + 1 AND " + offset + " + " + count;
    }

    private Optional<String> number(Optional<Expression> expression) {
        return expression.map(e -> {
            Rendered value = expressions.render(e);
            if (!Types.number(value.type())) {
                throw SqlErrors.argument(
                        e.position(), "LIMIT and OFFSET take numbers; found a value of type " + value.type() + ".");
            }
            return value.number();
        });
    }

    private String limit(Limit l) {
        return number(l.count()).map(c -> " LIMIT " + c).orElse("")
                + number(l.offset()).map(o -> " OFFSET " + o).orElse("");
    }

    // --- several

    /** With a text that follows the columns of the result. */
    private String staged(String hidden, String core, Optional<String> qualify, String more) {
        StringBuilder sql = new StringBuilder("SELECT ");
        if (select.distinct() && keyed.isEmpty()) {
            sql.append(
                    ordering.allInList() && select.limitBy().isEmpty()
                            ? "DISTINCT "
                            : "DISTINCT ON (" + places() + ") ");
        }
        sql.append(hidden).append(columns());
        List<String> partition = new ArrayList<>();
        for (int i = 0; i < ordering.keys().size(); i++) {
            Ordering.Key key = ordering.keys().get(i);
            if (key.column() < 0) {
                sql.append(", ").append(key.value().value()).append(" AS ").append(key.name(i, items));
            }
        }
        if (select.limitBy().isPresent()) {
            for (Rendered by : by(select.limitBy().get())) {
                String name = SqlText.name("__b" + partition.size());
                sql.append(", ").append(by.value()).append(" AS ").append(name);
                partition.add(name);
            }
        }
        sql.append(core);
        qualify.ifPresent(q -> sql.append(" QUALIFY ").append(q));
        return outer(sql.toString(), partition, more);
    }

    private String places() {
        List<String> places = new ArrayList<>();
        for (int i = 1; i <= items.size(); i++) {
            places.add(Integer.toString(i));
        }
        return String.join(", ", places);
    }

    private String outer(String inner, List<String> partition, String more) {
        String rows = inner;
        List<String> order = ordering.over(items);
        if (select.limitBy().isPresent()) {
            List<String> all = new ArrayList<>();
            List<String> sorting = new ArrayList<>(order);
            if (keyed.isPresent()) {
                all.addAll(List.of(SqlText.name(Identity.PART), SqlText.name(Identity.OFF)));
                sorting.add(SqlText.name(Identity.ROW));
            }
            all.addAll(partition);
            rows = "SELECT * FROM (" + rows + ") QUALIFY "
                    + numbered(select.limitBy().get().limit(), all, sorting);
        }
        rows = new Fill(translation, expressions, items, ordering, select).filled(rows);
        StringBuilder sql = new StringBuilder("SELECT ").append(keyed.isPresent() ? SetTranslator.HIDDEN + ", " : "");
        sql.append(items.stream().map(i -> SqlText.name(i.name())).collect(Collectors.joining(", ")));
        sql.append(more).append(" FROM (").append(rows).append(")");
        boolean special = limit.map(l -> l.withTies() || counted(l)).orElse(false);
        if (special) {
            sql.append(" QUALIFY ").append(special(limit.get(), order));
        }
        if (keyed.isEmpty()) {
            appendOrder(sql, order);
            if (!special) {
                limit.ifPresent(l -> sql.append(limit(l)));
            }
        }
        return sql.toString();
    }

    /** Whether a limit counts from the end or as a share of all rows. */
    private boolean counted(Limit l) {
        return !whole(l.count()) || !whole(l.offset());
    }

    private boolean whole(Optional<Expression> number) {
        return number.flatMap(this::value)
                .map(v -> v.signum() >= 0 && v.stripTrailingZeros().scale() <= 0)
                .orElse(true);
    }

    private Optional<BigDecimal> value(Expression expression) {
        return expressions
                .render(expression)
                .constant()
                .filter(BigDecimal.class::isInstance)
                .map(BigDecimal.class::cast);
    }

    private String special(Limit l, List<String> order) {
        String by = order.isEmpty() ? "" : "ORDER BY " + String.join(", ", order);
        String number = "row_number() OVER (" + by + ")";
        if (l.withTies()) {
            if (order.isEmpty()) {
                throw SqlErrors.syntax(l.position(), "LIMIT ... WITH TIES needs ORDER BY.");
            } else if (counted(l)) {
                throw SqlErrors.unsupported(l.position(), "WITH TIES takes whole numbers that are not negative.");
            }
            String count = number(l.count()).orElse(MAX);
            Optional<String> offset = number(l.offset());
            return offset.map(o -> number + " > " + o + " AND ").orElse("") + "rank() OVER (" + by + ") <= "
                    + offset.map(o -> o + " + ").orElse("") + count;
        }
        return fromEnd(l, number);
    }

    private String fromEnd(Limit l, String number) {
        BigDecimal count = l.count().flatMap(this::value).orElse(new BigDecimal(MAX));
        BigDecimal offset = l.offset().flatMap(this::value).orElse(BigDecimal.ZERO);
        String all = "count(*) OVER ()";
        boolean shares = whole(Optional.empty()) && count.signum() > 0 && count.compareTo(BigDecimal.ONE) < 0;
        if (shares && offset.signum() >= 0 && offset.stripTrailingZeros().scale() <= 0) {
            String most = "CAST(ceil(" + all + " * " + count.toPlainString() + ") AS BIGINT)";
            return number + " > " + offset.toPlainString() + " AND " + number + " <= " + offset.toPlainString() + " + "
                    + most;
        } else if (count.signum() < 0 && offset.signum() <= 0) {
            String last = all + " - " + offset.negate().toPlainString();
            return number + " <= " + last + " AND " + number + " > " + last + " - "
                    + count.negate().toPlainString();
        } else if (l.count().isEmpty() && offset.signum() < 0) {
            return number + " <= " + all + " - " + offset.negate().toPlainString();
        }
        throw SqlErrors.unsupported(
                l.position(),
                "LIMIT and OFFSET take whole numbers, or a share between 0 and 1; counting from both ends of the rows is not supported.");
    }
}
