package io.pipit.core.sql;

import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In which order a query promises its rows: rows that are equal in these columns may come in any order. Of an ORDER BY that names more than
 * result columns only the members before that are known.
 */
final class ResultOrder {
    private static final int DEEPEST = 20;

    private ResultOrder() {}

    /** Names of result columns; empty when the rows may come in any order. */
    static List<String> of(Query query, Relations relations) {
        return of(((ParsedQuery) query).body(), relations, DEEPEST);
    }

    private static List<String> of(SetQuery query, Relations relations, int depth) {
        if (query.operands().size() > 1 || depth == 0) {
            return List.of();
        } else if (query.operands().get(0) instanceof SetQuery inner) {
            return of(inner, relations, depth - 1);
        }
        Select select = (Select) query.operands().get(0);
        if (!select.orderBy().items().isEmpty()) {
            return names(select.orderBy().items());
        }
        // SELECT a, b FROM (… ORDER BY a): the rows pass through in their order.
        boolean passesThrough = !select.distinct()
                && select.groupBy().isEmpty()
                && select.limitBy().isEmpty()
                && select.from().isPresent();
        return passesThrough ? source(select, select.from().get(), relations, depth) : List.of();
    }

    private static List<String> source(Select select, From from, Relations relations, int depth) {
        if (from instanceof From.Nested nested) {
            return of(nested.query(), relations, depth - 1);
        } else if (!(from instanceof From.Table table)) {
            return List.of();
        } else {
            for (With.CommonTable common : select.with().tables()) {
                if (common.name().equals(table.name())) {
                    return of(common.query(), relations, depth - 1);
                }
            }
            Optional<Relation> relation = relations.find(table.name());
            return relation.isPresent() && relation.get() instanceof Relation.Derived derived
                    ? of(((ParsedQuery) derived.query()).body(), derived.scope(), depth - 1)
                    : List.of();
        }
    }

    private static List<String> names(List<OrderItem> items) {
        List<String> names = new ArrayList<>();
        for (OrderItem item : items) {
            if (item.expression() instanceof Expression.Name name) {
                names.add(name.parts().get(name.parts().size() - 1));
            } else {
                break;
            }
        }
        return names;
    }
}
