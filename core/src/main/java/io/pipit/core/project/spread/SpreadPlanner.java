package io.pipit.core.project.spread;

import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.lambda.HiddenColumns;
import io.pipit.core.project.spread.Spread.Kind;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.chain.KeyChain;
import io.pipit.core.sql.chain.KeyPaths;
import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds how a query may be divided: by keys that every one of its groupings has, so that no group is in two parts. */
public final class SpreadPlanner {
    private final Dialect dialect;
    private final Map<String, TableSpec> tables;

    /** For a project's tables. */
    public SpreadPlanner(Dialect dialect, Map<String, TableSpec> tables) {
        this.dialect = dialect;
        this.tables = tables;
    }

    /**
     * The division of a query.
     *
     * @param chain finds its keys; fails with {@code UNSUPPORTED_SQL} where it has none
     */
    public Spread of(TranslatedQuery query, Supplier<KeyPaths> chain) {
        if (!FrozenTime.steady(query)) {
            return Spread.one("it gives random values");
        }
        KeyPaths keys;
        try {
            keys = chain.get();
        } catch (PipitException e) {
            return Spread.one(String.valueOf(e.getMessage()));
        }
        if (!Set.copyOf(query.slots()).equals(Set.of(keys.source()))) {
            return Spread.one("it reads another table beside '" + keys.source() + "'");
        }
        if (keys.byRow()) {
            return new Spread(Kind.BY_FILE, keys.source(), List.of(), Optional.empty(), "");
        }
        List<List<Expression>> groupings = keys.paths().stream()
                .flatMap(path -> path.steps().stream())
                .map(KeyPaths.Step::keys)
                .toList();
        List<Expression> common = new ArrayList<>(groupings.get(0));
        groupings.forEach(common::retainAll);
        List<Expression> distinct = common.stream().distinct().toList();
        return distinct.isEmpty()
                ? Spread.one("its groupings have no key in common")
                : new Spread(
                        Kind.BY_KEY,
                        keys.source(),
                        distinct.stream().map(SpreadPlanner::text).toList(),
                        Optional.of(rows(keys.chain(), distinct)),
                        "");
    }

    private TranslatedQuery rows(KeyChain chain, List<Expression> keys) {
        TableSpec source = tables.get(chain.source());
        List<String> columns = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> columns.add(c.name()));
        source.columns().forEach(c -> columns.add(c.name()));
        Map<String, Expression> named = new LinkedHashMap<>();
        keys.forEach(key -> named.put(Spread.name(named.size()), key));
        return dialect.translate(chain.rows(columns, named), new HiddenColumns(source), TranslationMode.PLAIN);
    }

    private static String text(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return name.text();
        }
        return expression instanceof Expression.Call call
                ? call.function() + "("
                        + call.arguments().stream().map(SpreadPlanner::text).collect(Collectors.joining(", ")) + ")"
                : "…";
    }
}
