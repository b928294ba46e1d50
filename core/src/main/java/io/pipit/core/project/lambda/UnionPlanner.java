package io.pipit.core.project.lambda;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.project.lambda.LambdaPlan.Key;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.chain.KeyChain;
import io.pipit.core.sql.chain.KeyPaths;
import io.pipit.core.sql.chain.KeyPaths.Path;
import io.pipit.core.sql.chain.KeyPaths.Step;
import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The keys of queries that read a table several times and put the results one below the other. All ways end in one more stage: the rows of the
 * target that have the same values in some columns which every way tells.
 */
final class UnionPlanner {
    private static final int END = Integer.MAX_VALUE;

    /** The value of a key on one way. */
    private record Value(Expression expression, String column) {}

    private final TableSpec target;
    private final Function<Map<String, Expression>, TranslatedQuery> rows;
    private final List<Path> paths;
    private final Map<Expression, DataType> types;

    /**
     * Of a query.
     *
     * @param rows the table's rows with expressions over them under names
     */
    UnionPlanner(KeyPaths keys, TableSpec target, Function<Map<String, Expression>, TranslatedQuery> rows) {
        this.target = target;
        this.rows = rows;
        this.paths = keys.paths();
        this.types = types();
    }

    private Map<Expression, DataType> types() {
        Map<Expression, String> names = new LinkedHashMap<>();
        for (Path path : paths) {
            path.steps().forEach(step -> step.keys().forEach(key -> names.putIfAbsent(key, "_k" + names.size())));
            path.columns().values().forEach(value -> names.putIfAbsent(value, "_k" + names.size()));
        }
        Map<String, Expression> named = new LinkedHashMap<>();
        names.forEach((expression, name) -> named.put(name, expression));
        Map<String, DataType> found = LambdaPlanner.types(rows.apply(named));
        Map<Expression, DataType> made = new LinkedHashMap<>();
        names.forEach((expression, name) -> made.put(expression, found.get(name)));
        return made;
    }

    KeyedRows keyed() {
        List<String> columns = removal();
        Map<Value, String> names = new LinkedHashMap<>();
        List<List<KeyedRows.Step>> ways = new ArrayList<>();
        for (Path path : withoutFiner(columns)) {
            List<KeyedRows.Step> steps = new ArrayList<>();
            for (Step step : path.steps()) {
                Set<Integer> places = comparable(step);
                steps.add(new KeyedRows.Step(
                        step.stage(),
                        places.stream()
                                .map(place -> key(new Value(step.keys().get(place), ""), names))
                                .toList()));
            }
            steps.add(new KeyedRows.Step(
                    END,
                    columns.stream()
                            .map(column -> key(new Value(path.columns().get(column), column), names))
                            .toList()));
            ways.add(steps);
        }
        Map<String, Expression> named = new LinkedHashMap<>();
        names.forEach((value, name) -> named.put(name, value.expression()));
        return new KeyedRows(rows.apply(named), ways);
    }

    private Key key(Value value, Map<Value, String> names) {
        String name = names.computeIfAbsent(value, v -> "_pipit_k" + names.size());
        return new Key(name, types.get(value.expression()).nullable(), value.column());
    }

    /** The columns by which results are taken out of the target. */
    private List<String> removal() {
        List<String> candidates = target.columns().stream()
                .filter(LambdaPlanner::comparable)
                .map(Column::name)
                .filter(name -> paths.stream().allMatch(path -> tells(path, name)))
                .filter(name ->
                        sameTypes(paths.stream().map(path -> path.columns().get(name))))
                .toList();
        if (candidates.isEmpty()) {
            throw LambdaPlanner.refused("the parts of the UNION have no key in common that is a column of '"
                    + target.name() + "', so that what has changed cannot be found in it; add one to each of them");
        }
        List<String> separating = candidates.stream()
                .filter(name -> LambdaPlanner.separates(target, name))
                .toList();
        if (separating.isEmpty()) {
            throw LambdaPlanner.refused(
                    "its target '" + target.name() + "' is a "
                            + target.engine().kind().text() + " whose sorting key has none of the keys of its groups ("
                            + String.join(", ", candidates)
                            + "), so that rows of several groups may be merged; make it a MergeTree, or add one to the sorting key");
        }
        List<String> plain = separating.stream()
                .filter(name -> grouped()
                        .allMatch(path -> last(path).contains(path.columns().get(name))))
                .toList();
        boolean enough = grouped()
                .allMatch(path -> plain.stream()
                        .map(path.columns()::get)
                        .collect(Collectors.toSet())
                        .containsAll(last(path)));
        return enough && !plain.isEmpty() ? plain : separating;
    }

    private Stream<Path> grouped() {
        return paths.stream().filter(path -> !path.steps().isEmpty());
    }

    private static List<Expression> last(Path path) {
        return path.steps().get(path.steps().size() - 1).keys();
    }

    /** Whether a column differs from row to row, but not within a group. */
    private static boolean tells(Path path, String column) {
        Expression value = path.columns().get(column);
        return value != null
                && (path.steps().isEmpty() ? KeyChain.telling(value) : KeyChain.follows(value, last(path)));
    }

    /** The paths without the stages whose groups lie within those of the end. */
    private List<Path> withoutFiner(List<String> columns) {
        List<Path> left = paths;
        Set<Integer> stages = new TreeSet<>((one, other) -> Integer.compare(other, one));
        paths.forEach(path -> path.steps().forEach(step -> stages.add(step.stage())));
        for (int stage : stages) {
            Predicate<Path> passes = path -> path.steps().stream().anyMatch(step -> step.stage() == stage);
            boolean finer = left.stream().filter(passes).allMatch(path -> {
                Step end = path.steps().get(path.steps().size() - 1);
                return end.stage() == stage
                        && end.keys()
                                .containsAll(columns.stream()
                                        .map(path.columns()::get)
                                        .toList());
            });
            if (finer) {
                left = left.stream()
                        .map(path -> passes.test(path)
                                ? new Path(path.steps().subList(0, path.steps().size() - 1), path.columns())
                                : path)
                        .toList();
            }
        }
        return left;
    }

    /** The places of a step's keys that are of one type on all ways. */
    private Set<Integer> comparable(Step step) {
        List<Step> all = paths.stream()
                .flatMap(path -> path.steps().stream())
                .filter(other -> other.stage() == step.stage())
                .toList();
        Set<Integer> places = IntStream.range(0, step.keys().size())
                .filter(place ->
                        sameTypes(all.stream().map(other -> other.keys().get(place))))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        if (places.isEmpty()) {
            throw LambdaPlanner.refused(
                    "the keys of a grouping over the UNION are of other types in one part than in another");
        }
        return places;
    }

    private boolean sameTypes(Stream<Expression> values) {
        List<DataType> kinds =
                values.map(value -> types.get(value).bare()).distinct().toList();
        return kinds.size() == 1 || kinds.stream().allMatch(DataType.IntType.class::isInstance);
    }
}
