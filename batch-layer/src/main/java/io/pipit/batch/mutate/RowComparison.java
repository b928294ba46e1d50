package io.pipit.batch.mutate;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.sql.MergeSql;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares two relations of rows of one table as queries see them: merged by the rule of its engine, in any order. Floating-point numbers
 * are equal when they differ by no more than the order in which something was added up may change.
 */
final class RowComparison {
    private static final String DOUBLE = "DOUBLE";
    private static final String FLOAT = "FLOAT";
    private static final double OF_DOUBLES = 1e-9;
    private static final double OF_FLOATS = 1e-6;

    private final EngineSession session;
    private final TableSpec table;
    private final MergeSql merge = new MergeSql();
    private final Aggregates aggregates = new Aggregates();

    RowComparison(EngineSession session, TableSpec table) {
        this.session = session;
        this.table = table;
    }

    /** How many rows one of them has that the other lacks, the larger number of both, and how many have other numbers. */
    long differing(String one, String other) {
        List<String> exact = new ArrayList<>();
        List<Value> floats = new ArrayList<>();
        int[] names = {0};
        for (Column column : table.columns()) {
            Value value = value(column, names);
            if (value.tolerance() > 0) {
                floats.add(value);
            } else {
                exact.add(value.sql());
            }
        }
        String keys = named(exact, "e");
        String numbers = named(floats.stream().map(Value::sql).toList(), "f");
        String columns = keys + (keys.isEmpty() || numbers.isEmpty() ? "" : ", ") + numbers;
        String both = "SELECT 1 AS side, " + columns + " FROM " + merge.merged(table, one, false)
                + " AS t UNION ALL SELECT -1 AS side, " + columns + " FROM " + merge.merged(table, other, false)
                + " AS t";
        String far = IntStream.range(0, floats.size())
                .mapToObj(i -> "NOT " + close("f" + i, floats.get(i).tolerance()))
                .collect(Collectors.joining(" OR "));
        // Without any column that is compared exactly, all rows are one group.
        String shown =
                IntStream.range(0, exact.size()).mapToObj(i -> "e" + i + ", ").collect(Collectors.joining());
        String groups = "SELECT " + shown + "sum(side) AS more, " + (far.isEmpty() ? "false" : "(" + far + ")")
                + " AS far FROM (" + both + ") GROUP BY ALL";
        return session.queryLong("SELECT CAST(greatest(coalesce(sum(greatest(more, 0)), 0),"
                + " coalesce(sum(greatest(-more, 0)), 0)) + count(*) FILTER (more = 0 AND far) AS BIGINT) FROM ("
                + groups + ")");
    }

    /**
     * A column as it is compared.
     *
     * @param tolerance by what part of themselves numbers may differ; 0 for what has to be the same
     */
    private record Value(String sql, double tolerance) {}

    /** What a state gives is compared where the state holds sums of floating-point numbers. */
    private Value value(Column column, int[] names) {
        String sql = "t." + EngineSession.quoted(column.name());
        String storage = StorageTypes.of(column.type()).toString();
        boolean inexact = storage.contains(DOUBLE) || storage.contains(FLOAT);
        if (inexact && column.type() instanceof AggregateFunctionType state) {
            Rendered result = aggregates.finish(state, sql, () -> "finished" + names[0]++);
            String type = StorageTypes.of(result.type()).toString();
            if (tolerance(type) > 0) {
                return new Value(result.sql(), tolerance(type));
            }
        }
        return new Value(sql, tolerance(storage));
    }

    private static double tolerance(String storage) {
        return storage.equals(DOUBLE) ? OF_DOUBLES : storage.equals(FLOAT) ? OF_FLOATS : 0;
    }

    private static String named(List<String> values, String prefix) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) + " AS " + prefix + i)
                .collect(Collectors.joining(", "));
    }

    private static String close(String column, double tolerance) {
        String one = "list_sort(list(" + column + ") FILTER (side = 1))";
        String other = "list_sort(list(" + column + ") FILTER (side = -1))";
        return "coalesce(list_bool_and(list_transform(list_zip(" + one + ", " + other
                + "), lambda x: x[1] IS NOT DISTINCT FROM x[2] OR coalesce(abs(x[1] - x[2]) <= " + tolerance
                + " * greatest(abs(x[1]), abs(x[2])), false))), true)";
    }
}
