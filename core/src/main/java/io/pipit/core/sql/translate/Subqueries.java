package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Subquery;
import java.util.ArrayList;
import java.util.List;

/** Translates queries that stand as values. */
final class Subqueries {
    private final Translation translation;
    private final Environment environment;

    Subqueries(Translation translation, Environment environment) {
        this.translation = translation;
        this.environment = environment;
    }

    Rendered scalar(Subquery subquery) {
        Translation.Named named = translation.name(subquery.query(), environment);
        if (named.query().keyed()) {
            throw new NotKeyableException("a scalar sub-query over the block");
        }
        String alias = translation.aliasOf(subquery.query(), "q");
        List<OutputColumn> columns = named.query().columns();
        if (columns.size() == 1) {
            String column = alias + "." + SqlText.name(columns.get(0).name());
            DataType type = columns.get(0).type();
            boolean wrappable = !(type.bare() instanceof ArrayType)
                    && !(type.bare() instanceof DataType.MapType)
                    && !(type.bare() instanceof DataType.TupleType)
                    && !(type.bare() instanceof AggregateFunctionType);
            return Rendered.exact(
                    "(SELECT " + column + " FROM " + named.mark() + " AS " + alias + ")",
                    wrappable ? Types.nullable(type) : type);
        }
        List<String> members = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<DataType> types = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            names.add(columns.get(i).name());
            types.add(columns.get(i).type());
            members.add(SqlText.string(columns.get(i).name()) + ": " + alias + "."
                    + SqlText.name(columns.get(i).name()));
        }
        return Rendered.exact(
                "(SELECT {" + String.join(", ", members) + "} FROM " + named.mark() + " AS " + alias + ")",
                new DataType.TupleType(names, types));
    }

    Rendered exists(Call call) {
        if (call.arguments().size() != 1 || !(call.argument(0) instanceof Subquery subquery)) {
            throw SqlErrors.argument(call.position(), "EXISTS needs a query in parentheses.");
        }
        Translation.Named named = translation.name(subquery.query(), environment);
        if (named.query().keyed()) {
            throw new NotKeyableException("EXISTS over the block");
        }
        return Rendered.condition(
                "EXISTS (SELECT 1 FROM " + named.mark() + " AS " + translation.aliasOf(call, "q") + ")");
    }
}
