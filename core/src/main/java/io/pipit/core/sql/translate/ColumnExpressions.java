package io.pipit.core.sql.translate;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.sql.Dialect.TranslatedExpression;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.FunctionRegistry;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.parse.QueryParser;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Translates expressions over the columns of one table, as sorting keys and defaults are. Stateless and thread-safe. */
public final class ColumnExpressions {
    private static final Relations NONE = new Relations() {
        @Override
        public Optional<Relation> find(String name) {
            return Optional.empty();
        }

        @Override
        public Collection<String> names() {
            return List.of();
        }
    };

    private final FunctionRegistry functions;
    private final Aggregates aggregates;

    /** Translates with these functions. */
    public ColumnExpressions(FunctionRegistry functions, Aggregates aggregates) {
        this.functions = functions;
        this.aggregates = aggregates;
    }

    /** One expression, in the storage type of its type. */
    public TranslatedExpression expression(String text, String origin, int line, List<Column> columns) {
        Rendered rendered = translator(columns).render(QueryParser.expression(text, origin, line));
        return new TranslatedExpression(rendered.stored(), rendered.type());
    }

    /** The members of a key. */
    public List<SortKey> sortingKey(String text, String origin, int line, List<Column> columns) {
        List<Expression> members = new ArrayList<>();
        for (Expression expression : QueryParser.expressions(text, origin, line)) {
            if (expression instanceof Call tuple && tuple.function().equals("tuple")) {
                members.addAll(tuple.arguments());
            } else {
                members.add(expression);
            }
        }
        ExpressionTranslator translator = translator(columns);
        List<SortKey> keys = new ArrayList<>();
        for (Expression member : members) {
            String column = member instanceof Name name ? name.text() : "";
            Rendered rendered = translator.render(member);
            keys.add(new SortKey(column.isEmpty() ? ImplicitNames.of(member) : column, rendered.stored(), column));
        }
        return keys;
    }

    private ExpressionTranslator translator(List<Column> columns) {
        Translation translation = new Translation(functions, aggregates, "", false);
        Scope scope = new Scope();
        List<SourceColumn> named = columns.stream()
                .map(c -> new SourceColumn(c.name(), Rendered.exact(SqlText.name(c.name()), c.type())))
                .toList();
        scope.add(new Source("", "", "", named, false, false, Optional.empty(), Set.of()));
        return new ExpressionTranslator(translation, Environment.of(NONE), scope);
    }
}
