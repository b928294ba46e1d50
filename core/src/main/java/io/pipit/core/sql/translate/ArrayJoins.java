package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression.Call;
import java.util.HashMap;
import java.util.Map;

/** {@code arrayJoin}: one row of each member, before WHERE; over an aggregate, after it. */
final class ArrayJoins {
    private final Translation translation;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final Grouping grouping;
    private final Map<String, Rendered> unnested = new HashMap<>();
    private final StringBuilder laterals = new StringBuilder();

    ArrayJoins(Translation translation, Scope scope, ExpressionTranslator expressions, Grouping grouping) {
        this.translation = translation;
        this.scope = scope;
        this.expressions = expressions;
        this.grouping = grouping;
    }

    /** What has to follow the sources. */
    String laterals() {
        return laterals.toString();
    }

    Rendered render(Call call) {
        if (call.arguments().size() != 1) {
            throw SqlErrors.argument(
                    call.position(),
                    "In arrayJoin: found " + Counted.of(call.arguments().size(), "argument") + " where 1 is expected.");
        }
        boolean before = grouping.metAggregates();
        grouping.metAggregates(false);
        Rendered list = expressions.render(call.argument(0));
        boolean overAggregate = grouping.metAggregates();
        grouping.metAggregates(overAggregate || before);
        DataType element = list.type().bare() instanceof ArrayType a ? a.element() : null;
        String sql = list.sql();
        if (list.type().bare() instanceof DataType.MapType map) {
            element = entry(map);
            sql = entries(sql);
        }
        if (element == null) {
            throw SqlErrors.argument(
                    call.position(),
                    "In arrayJoin: its argument is " + Article.with(list.type()) + ", where an array is expected.");
        }
        scope.countsRows(translation);
        scope.multiply();
        return overAggregate ? Rendered.of("unnest(" + sql + ")", element) : joined(sql, element);
    }

    /** A value that does not depend on rows, computed beside the sources: what lambdas read must be a column. */
    Rendered beside(Rendered value) {
        if (grouping.grouped() || grouping.inside() != null) {
            return value;
        }
        Rendered known = unnested.get(value.sql());
        if (known == null) {
            String alias = translation.newAlias("j");
            laterals.append(scope.size() == 0 && laterals.isEmpty() ? "" : " CROSS JOIN ")
                    .append("(SELECT ")
                    .append(value.sql())
                    .append(" AS v) AS ")
                    .append(alias);
            known = new Rendered(
                    alias + ".v", value.type(), value.logical(), java.util.Optional.empty(), value.exact());
            unnested.put(value.sql(), known);
        }
        return known;
    }

    static DataType entry(DataType.MapType map) {
        return new DataType.TupleType(java.util.List.of("keys", "values"), java.util.List.of(map.key(), map.value()));
    }

    static String entries(String map) {
        return "list_transform(map_entries(" + map + "), lambda e: {'keys': e.key, 'values': e.value})";
    }

    /** Equal calls make rows once. */
    private Rendered joined(String sql, DataType element) {
        Rendered known = unnested.get(sql);
        if (known == null) {
            String alias = translation.newAlias("j");
            laterals.append(scope.size() == 0 && laterals.isEmpty() ? "" : " CROSS JOIN LATERAL ")
                    .append("(SELECT unnest(")
                    .append(SqlText.cast(sql, new ArrayType(element)))
                    .append(") AS v) AS ")
                    .append(alias);
            known = Rendered.exact(alias + ".v", element);
            unnested.put(sql, known);
        }
        return known;
    }
}
