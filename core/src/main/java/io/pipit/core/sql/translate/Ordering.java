package io.pipit.core.sql.translate;

import io.pipit.core.sql.function.OrderKey;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.translate.SelectList.Item;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The members of ORDER BY of one SELECT. */
record Ordering(List<Key> keys) {
    /**
     * One member.
     *
     * @param column its place in the list of columns, from 0, or -1 where it is not there
     */
    record Key(Rendered value, OrderItem item, int column) {
        /** In the SELECT itself. The engine takes a number for a column, which it then computes once. */
        String within() {
            boolean plain = !OrderKey.differs(value.type())
                    && item.collation().isEmpty()
                    && (!Types.floating(value.type()) || !item.descending());
            if (column >= 0 && plain) {
                String nulls = item.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
                return (column + 1) + (item.descending() ? " DESC" : "") + nulls;
            }
            return WindowTranslator.order(value, item);
        }

        /** Over rows that carry it under a name. */
        String over(String name) {
            return WindowTranslator.order(Rendered.exact(name, value.type()), item);
        }

        String over(int index, List<Item> items) {
            return over(name(index, items));
        }

        /** The name under which rows carry it. */
        String name(int index, List<Item> items) {
            return SqlText.name(column >= 0 ? items.get(column).name() : "__o" + index);
        }
    }

    static Ordering of(Select select, List<Item> items, ExpressionTranslator expressions) {
        List<Key> keys = new ArrayList<>();
        for (OrderItem item : select.orderBy().items()) {
            if (select.orderBy().all()) {
                for (int i = 0; i < items.size(); i++) {
                    keys.add(new Key(items.get(i).value(), item, i));
                }
                continue;
            }
            Rendered value = SelectList.isPosition(item.expression())
                    ? positional((NumberLiteral) item.expression(), items)
                    : expressions.render(item.expression());
            if (value.constant().isEmpty()) {
                keys.add(new Key(value, item, column(value, items)));
            }
        }
        return new Ordering(keys);
    }

    private static Rendered positional(NumberLiteral literal, List<Item> items) {
        int index = Integer.parseInt(literal.text());
        if (index > items.size()) {
            throw io.pipit.core.sql.SqlErrors.argument(
                    literal.position(), "There is no column " + index + "; the list has " + items.size() + ".");
        }
        return items.get(index - 1).value();
    }

    private static int column(Rendered value, List<Item> items) {
        return IntStream.range(0, items.size())
                .filter(i -> items.get(i).value().sql().equals(value.sql())
                        && items.get(i).value().type().equals(value.type()))
                .findFirst()
                .orElse(-1);
    }

    boolean allInList() {
        return keys.stream().allMatch(k -> k.column() >= 0);
    }

    List<String> within() {
        return keys.stream().map(Key::within).toList();
    }

    /** The order over rows that carry the members under their names. */
    List<String> over(List<Item> items) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).over(i, items))
                .toList();
    }
}
