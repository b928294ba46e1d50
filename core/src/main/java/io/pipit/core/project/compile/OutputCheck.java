package io.pipit.core.project.compile;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.pipe.MissingColumns;
import io.pipit.core.sql.OutputColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what a query gives with the columns of the table that it writes to. */
public final class OutputCheck {
    private OutputCheck() {}

    /** What is wrong, with both sides next to each other; nothing when all fits. */
    public static Optional<String> check(List<OutputColumn> output, TableSpec target) {
        List<String> wrong = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (OutputColumn column : output) {
            if (!given.add(column.name())) {
                wrong.add("'" + column.name() + "' is given twice");
                continue;
            }
            Optional<Column> into = target.column(column.name());
            if (into.isEmpty()) {
                wrong.add("'" + column.name() + "' is not a column of '" + target.name() + "'"
                        + NearestName.of(
                                        column.name(),
                                        target.columns().stream()
                                                .map(Column::name)
                                                .toList())
                                .map(near -> " (did you mean '" + near + "'?)")
                                .orElse(""));
            } else if (!TypeFit.fits(column.type(), into.get().type())) {
                wrong.add("'" + column.name() + "' is " + column.type() + " but the column is "
                        + into.get().type()
                        + stateHint(column.type(), into.get().type()));
            }
        }
        target.columns().stream()
                .filter(c -> !given.contains(c.name()) && !MissingColumns.optional(c))
                .forEach(c -> wrong.add("'" + c.name() + "' is missing; add it to the SELECT"));
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", wrong) + "\n" + sideBySide(output, target));
    }

    private static String stateHint(DataType from, DataType to) {
        if (to instanceof DataType.AggregateFunctionType state && !(from instanceof DataType.AggregateFunctionType)) {
            return " (use " + state.function() + "State)";
        }
        return from instanceof DataType.AggregateFunctionType state && !(to instanceof DataType.AggregateFunctionType)
                ? " (use " + state.function() + " instead of its -State form, or declare the column as " + from + ")"
                : "";
    }

    private static String sideBySide(List<OutputColumn> output, TableSpec target) {
        List<String> left = new ArrayList<>(List.of("the query gives"));
        output.forEach(c -> left.add(c.name() + " " + c.type()));
        List<String> right = new ArrayList<>(List.of("'" + target.name() + "' has"));
        target.columns().forEach(c -> right.add(c.name() + " " + c.type()));
        int width = left.stream().mapToInt(String::length).max().orElse(0) + 3;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String first = i < left.size() ? left.get(i) : "";
            String second = i < right.size() ? right.get(i) : "";
            out.append(i == 0 ? "" : "\n").append("    ").append(first);
            out.append(" ".repeat(width - first.length())).append(second);
        }
        return out.toString().replaceAll("(?m) +$", "");
    }
}
