package io.pipit.core.project.cascade;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.cascade.FollowWay.KeyedPath;
import io.pipit.core.project.lambda.HiddenColumns;
import io.pipit.core.project.lambda.KeyedRows;
import io.pipit.core.project.lambda.LambdaPlan.Key;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.chain.KeyChain;
import io.pipit.core.sql.tree.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out how the targets of a table's views follow a change of its rows. */
public final class FollowPlanner {
    private static final String KEY = "_pipit_k";
    private static final String REMOVAL = "_pipit_c";

    private final Plan plan;
    private final TableSpec table;
    private final List<ViewPlan> views;
    private final Dialect dialect = new Dialect();

    /** Of a table that keeps all rows of its blocks. */
    public FollowPlanner(Plan plan, String table) {
        this.plan = plan;
        this.table = plan.table(table).orElseThrow();
        this.views = Followers.of(plan, table).views();
    }

    /** The way of a target. */
    public FollowWay way(String target) {
        TableSpec into = plan.table(target).orElseThrow();
        List<ViewPath> paths = ViewPath.to(target, table.name(), views);
        String why = paths.stream()
                .filter(path -> path.chain().isEmpty())
                .map(ViewPath::obstacle)
                .findFirst()
                .orElse("");
        if (why.isEmpty()) {
            Optional<FollowWay> byKeys = byKeys(into, paths);
            if (byKeys.isPresent()) {
                return byKeys.get();
            }
            why = "no key of its groups is among the columns of " + (merges(into) ? "the sorting key of '" : "'")
                    + target + "'";
        }
        // What is merged has lost the identity of its blocks.
        return merges(into) ? new FollowWay.Anew(why) : new FollowWay.ByBlocks(why);
    }

    private static boolean merges(TableSpec target) {
        return target.engine().kind() != EngineClause.Kind.MERGE_TREE;
    }

    private Optional<FollowWay> byKeys(TableSpec into, List<ViewPath> paths) {
        List<KeyChain> chains =
                paths.stream().map(path -> path.chain().orElseThrow()).toList();
        while (true) {
            List<String> columns = columns(into, chains);
            if (columns.isEmpty()) {
                return Optional.empty();
            }
            List<KeyChain> ending = chains.stream().map(c -> ending(c, columns)).toList();
            boolean settled = ending.stream().allMatch(c -> Set.copyOf(last(c)).equals(keys(c, columns)));
            if (settled) {
                List<KeyedPath> keyed = new ArrayList<>();
                for (int i = 0; i < paths.size(); i++) {
                    keyed.add(new KeyedPath(paths.get(i).last(), paths.get(i).views(), rows(ending.get(i), columns)));
                }
                return Optional.of(new FollowWay.ByKeys(columns, keyed));
            }
            chains = ending; // an earlier, coarser stage has become the last one
        }
    }

    private static KeyChain ending(KeyChain chain, List<String> columns) {
        List<Expression> keys = List.copyOf(keys(chain, columns));
        return chain.stages().isEmpty() ? chain.keptApartBy(keys) : chain.withLast(keys);
    }

    private static Set<Expression> keys(KeyChain chain, List<String> columns) {
        return columns.stream()
                .map(column -> chain.columns().get(column))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Expression> last(KeyChain chain) {
        return chain.stages().get(chain.stages().size() - 1);
    }

    /** Columns by which rows of touched groups are found in the target, whichever path they came on. */
    private static List<String> columns(TableSpec into, List<KeyChain> chains) {
        Stream<String> names = into.columns().stream().map(Column::name);
        List<String> candidates = names.filter(name -> findable(into, name))
                .filter(name -> chains.stream().allMatch(chain -> follows(chain, name)))
                .toList();
        List<String> plain = candidates.stream()
                .filter(name -> chains.stream()
                        .allMatch(chain -> chain.stages().isEmpty()
                                || last(chain).contains(chain.columns().get(name))))
                .toList();
        return plain.isEmpty() ? candidates : plain;
    }

    /** Merged rows have the values of one sorting key; of others, those columns are the ones that files are sorted by. */
    private static boolean findable(TableSpec into, String column) {
        return into.sortingKey().stream().anyMatch(key -> key.column().equals(column))
                || !merges(into) && scalar(into.column(column).orElseThrow().type());
    }

    private static boolean scalar(DataType type) {
        DataType bare = type.bare();
        return bare instanceof DataType.IntType
                || bare instanceof DataType.StringType
                || bare instanceof DataType.DateTimeType
                || bare instanceof DataType.DateType;
    }

    private static boolean follows(KeyChain chain, String column) {
        Expression made = chain.columns().get(column);
        if (made == null) {
            return false;
        }
        return chain.stages().isEmpty() ? KeyChain.telling(made) : chain.dependsOnLast(made);
    }

    private KeyedRows rows(KeyChain chain, List<String> columns) {
        Map<Expression, String> names = new LinkedHashMap<>();
        List<List<Expression>> earlier =
                chain.stages().subList(0, chain.stages().size() - 1);
        earlier.forEach(stage -> stage.forEach(key -> names.putIfAbsent(key, KEY + names.size())));
        Map<String, Expression> named = new LinkedHashMap<>();
        names.forEach((expression, name) -> named.put(name, expression));
        for (int i = 0; i < columns.size(); i++) {
            named.put(REMOVAL + i, chain.columns().get(columns.get(i)));
        }
        TranslatedQuery rows =
                dialect.translate(chain.rows(stored(), named), new HiddenColumns(table), TranslationMode.PLAIN);
        Map<String, DataType> types = rows.columns().stream()
                .collect(Collectors.toMap(OutputColumn::name, OutputColumn::type, (one, other) -> one));
        List<List<Key>> stages = new ArrayList<>();
        earlier.forEach(stage -> stages.add(stage.stream()
                .map(names::get)
                .map(name -> new Key(name, types.get(name).nullable(), ""))
                .toList()));
        List<Key> removal = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            removal.add(new Key(REMOVAL + i, types.get(REMOVAL + i).nullable(), columns.get(i)));
        }
        stages.add(removal);
        return KeyedRows.of(rows, stages);
    }

    private List<String> stored() {
        List<String> columns = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> columns.add(c.name()));
        table.columns().forEach(c -> columns.add(c.name()));
        return columns;
    }
}
