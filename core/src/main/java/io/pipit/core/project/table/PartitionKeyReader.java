package io.pipit.core.project.table;

import io.pipit.core.block.Column;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PartitionKey.Transform;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Article;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Directive;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a partition key as one of the divisions that the lake knows. */
final class PartitionKeyReader {
    private static final Pattern PLAIN = Pattern.compile("`?(\\w+)`?");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\s*\\(\\s*`?(\\w+)`?\\s*\\)");
    private static final Map<String, Transform> FUNCTIONS = Map.of(
            "toyear", Transform.YEAR,
            "tostartofyear", Transform.YEAR,
            "toyyyymm", Transform.MONTH,
            "tostartofmonth", Transform.MONTH,
            "todate", Transform.DAY,
            "toyyyymmdd", Transform.DAY,
            "tostartofday", Transform.DAY,
            "tostartofhour", Transform.HOUR);

    private final List<Column> columns;
    private final ProblemSink problems;

    PartitionKeyReader(List<Column> columns, ProblemSink problems) {
        this.columns = columns;
        this.problems = problems;
    }

    PartitionKey read(Directive directive) {
        String text = withoutBrackets(directive.value().strip());
        if (text.isEmpty() || text.equalsIgnoreCase("tuple()") || text.equals("''") || text.equals("\"\"")) {
            return PartitionKey.NONE;
        }
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return column(directive, plain.group(1)).map(this::identity).orElse(PartitionKey.NONE);
        }
        Matcher call = CALL.matcher(text);
        if (call.matches() && FUNCTIONS.containsKey(call.group(1).toLowerCase(Locale.ROOT))) {
            Transform transform = FUNCTIONS.get(call.group(1).toLowerCase(Locale.ROOT));
            return column(directive, call.group(2))
                    .map(c -> byTime(directive, transform, c))
                    .orElse(PartitionKey.NONE);
        }
        return undivided(directive, "The partition key '" + text + "' is none of the divisions of the lake");
    }

    private PartitionKey identity(Column column) {
        return new PartitionKey(Transform.IDENTITY, column.name());
    }

    private PartitionKey byTime(Directive directive, Transform transform, Column column) {
        DataType type = column.type().bare();
        boolean date = type instanceof DataType.DateType;
        boolean time = type instanceof DataType.DateTimeType || type instanceof DataType.DateTime64Type;
        if (!date && !time) {
            return undivided(
                    directive,
                    "The partition key is made from '" + column.name() + "', " + Article.with(column.type()));
        }
        return date && transform == Transform.HOUR ? identity(column) : new PartitionKey(transform, column.name());
    }

    private PartitionKey undivided(Directive directive, String found) {
        problems.add(
                Severity.WARNING,
                ErrorCode.INVALID_PROJECT,
                directive.line(),
                found + "; the table's files are not divided. Divided are toYear, toYYYYMM, toDate, toStartOfHour of a "
                        + "date or time column, or a plain column. Answers do not depend on it.");
        return PartitionKey.NONE;
    }

    private Optional<Column> column(Directive directive, String name) {
        Optional<Column> found =
                columns.stream().filter(c -> c.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.UNKNOWN_COLUMN,
                    directive.line(),
                    "ENGINE_PARTITION_KEY names '" + name + "', which is not a column of this data source."
                            + NearestName.hint(
                                    name, columns.stream().map(Column::name).toList()));
        }
        return found;
    }

    private static String withoutBrackets(String text) {
        boolean around = text.startsWith("(") && text.endsWith(")") && text.indexOf(')') == text.length() - 1;
        return around ? text.substring(1, text.length() - 1).strip() : text;
    }
}
