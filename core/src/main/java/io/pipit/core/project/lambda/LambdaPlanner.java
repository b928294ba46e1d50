package io.pipit.core.project.lambda;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.lambda.LambdaPlan.Key;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.FrozenTime;
import io.pipit.core.sql.OutputColumn;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds out whether the target of a copy can be kept fresh, and how. */
public final class LambdaPlanner {
    private static final String KEY = "_pipit_k";

    private final Dialect dialect;
    private final Function<String, Optional<TableSpec>> tables;

    /** A planner; {@code tables} are the data sources of the project. */
    public LambdaPlanner(Dialect dialect, Function<String, Optional<TableSpec>> tables) {
        this.dialect = dialect;
        this.tables = tables;
    }

    /**
     * The plan of a copy pipe without parameters.
     *
     * @param query of the pipe
     * @throws PipitException {@code UNSUPPORTED_SQL} with the reason why the target can only be as fresh as its last run
     */
    public LambdaPlan plan(Pipe pipe, PipeTranslator translator, TranslatedQuery query, TableSpec target) {
        KeyPaths paths = translator.keys(pipe, pipe.output(), tables);
        check(paths, query, target);
        String written = translator.written(pipe, pipe.output(), target);
        return new LambdaPlan(pipe.name(), target.name(), paths.source(), query, keyed(paths, target), written);
    }

    private KeyedRows keyed(KeyPaths paths, TableSpec target) {
        if (paths.byRow()) {
            return new KeyedRows(rows(paths.chain(), Map.of()), List.of());
        } else if (!paths.single()) {
            return new UnionPlanner(paths.reduced(), target, named -> rows(paths.chain(), named)).keyed();
        }
        KeyChain chain = separate(removable(paths.chain(), target), target);
        Map<Expression, String> names = new LinkedHashMap<>();
        chain.stages().forEach(stage -> stage.forEach(key -> names.putIfAbsent(key, KEY + names.size())));
        Map<String, Expression> named = new LinkedHashMap<>();
        names.forEach((expression, name) -> named.put(name, expression));
        TranslatedQuery rows = rows(chain, named);
        Map<String, DataType> types = types(rows);
        List<List<Key>> stages = new ArrayList<>();
        for (int i = 0; i < chain.stages().size(); i++) {
            boolean last = i == chain.stages().size() - 1;
            List<Key> keys = new ArrayList<>();
            for (Expression key : chain.stages().get(i)) {
                String name = names.get(key);
                String column = last ? column(chain, key, target).orElseThrow() : "";
                keys.add(new Key(name, types.get(name).nullable(), column));
            }
            stages.add(keys);
        }
        return KeyedRows.of(rows, stages);
    }

    private TranslatedQuery rows(KeyChain chain, Map<String, Expression> named) {
        TableSpec source = tables.apply(chain.source()).orElseThrow();
        List<String> columns = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> columns.add(c.name()));
        source.columns().forEach(c -> columns.add(c.name()));
        return dialect.translate(chain.rows(columns, named), new HiddenColumns(source), TranslationMode.PLAIN);
    }

    /** The types of a query's columns. */
    static Map<String, DataType> types(TranslatedQuery rows) {
        return rows.columns().stream()
                .collect(Collectors.toMap(OutputColumn::name, OutputColumn::type, (one, other) -> one));
    }

    private static void check(KeyPaths paths, TranslatedQuery query, TableSpec target) {
        if (!Set.copyOf(query.slots()).equals(Set.of(paths.source()))) {
            throw refused("it reads another table beside '" + paths.source() + "'");
        } else if (!FrozenTime.steady(query)) {
            throw refused("it gives random values");
        } else if (paths.source().equals(target.name())) {
            throw refused("it reads its own target");
        }
    }

    /** Where the target merges rows, it must not merge those of several groups. */
    private static KeyChain separate(KeyChain chain, TableSpec target) {
        for (Expression key : chain.stages().get(chain.stages().size() - 1)) {
            String column = column(chain, key, target).orElseThrow();
            if (!separates(target, column)) {
                throw refused("its target '" + target.name() + "' is a "
                        + target.engine().kind().text() + " whose sorting key does not have '" + column
                        + "', so that rows of several groups may be merged; make it a MergeTree, or add '" + column
                        + "' to the sorting key");
            }
        }
        return chain;
    }

    /** Whether rows with several values of a column are never merged into one. */
    static boolean separates(TableSpec target, String column) {
        return target.engine().kind() == EngineClause.Kind.MERGE_TREE
                || target.sortingKey().stream().anyMatch(k -> k.column().equals(column));
    }

    /** Results are taken out of the target by its columns, so the last keys have to be among them, or something that follows from them. */
    private static KeyChain removable(KeyChain chain, TableSpec target) {
        List<Expression> last = chain.stages().get(chain.stages().size() - 1);
        if (last.stream().allMatch(key -> column(chain, key, target).isPresent())) {
            return chain;
        }
        List<Expression> following = chain.columns().entrySet().stream()
                .filter(c -> chain.dependsOnLast(c.getValue()))
                .filter(c -> target.column(c.getKey())
                        .filter(LambdaPlanner::comparable)
                        .isPresent())
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
        if (following.isEmpty()) {
            throw notInTarget(target);
        }
        KeyChain coarser = chain.withLast(following);
        // An earlier stage may have become the last one.
        return coarser.stages().get(coarser.stages().size() - 1).stream()
                        .allMatch(key -> column(coarser, key, target).isPresent())
                ? coarser
                : removable(coarser, target);
    }

    private static Optional<String> column(KeyChain chain, Expression key, TableSpec target) {
        return chain.columns().entrySet().stream()
                .filter(c -> c.getValue().equals(key))
                .map(Map.Entry::getKey)
                .filter(name ->
                        target.column(name).filter(LambdaPlanner::comparable).isPresent())
                .findFirst();
    }

    /** A default may be worked out from other columns, which the rows of the source do not have. */
    static boolean comparable(Column column) {
        return column.defaultExpression().isEmpty() || column.type().nullable();
    }

    static PipitException notInTarget(TableSpec target) {
        return refused("none of the keys of its last grouping is a column of '" + target.name()
                + "', so that what has changed cannot be found in it; add one to the result");
    }

    static PipitException refused(String reason) {
        return new PipitException(ErrorCode.UNSUPPORTED_SQL, reason);
    }
}
