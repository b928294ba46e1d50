package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Conversions;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.TypeRules;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables that are made of nothing: numbers, zeros, series and listed values. */
final class TableFunctions {
    private static final Set<String> CONNECTED = Set.of(
            "mysql",
            "mongodb",
            "s3",
            "s3cluster",
            "gcs",
            "iceberg",
            "url",
            "remote",
            "remotesecure",
            "cluster",
            "deltalake",
            "hudi",
            "azureblobstorage",
            "hdfs",
            "redis",
            "sqlite",
            "odbc",
            "jdbc");
    private static final List<String> NAMES = List.of(
            "numbers", "zeros", "generateSeries", "generate_series", "values", "view", "null", "generateRandom");
    private static final int NUMBER_COLUMNS = 1;

    private final Translation translation;
    private final Scope scope;

    TableFunctions(Translation translation, Scope scope) {
        this.translation = translation;
        this.scope = scope;
    }

    /** One of the tables that every engine of the dialect has. */
    Optional<String> system(String table, String name) {
        return switch (table) {
            case "system.one" ->
                Optional.of(add(name, table, "dummy", Types.UINT8, "SELECT CAST(0 AS UTINYINT) AS dummy", List.of()));
            case "system.numbers" ->
                Optional.of(
                        add(name, table, "number", Types.UINT64, range("number", "9223372036854775807"), List.of()));
            case "system.zeros" ->
                Optional.of(add(name, table, "zero", Types.UINT8, zeros("9223372036854775807"), List.of()));
            default -> Optional.empty();
        };
    }

    String function(Call call, String name, List<String> names) {
        String function = call.function().toLowerCase(Locale.ROOT);
        return switch (function) {
            case "numbers", "numbers_mt" -> add(name, name, "number", Types.UINT64, numbers(call), names);
            case "zeros", "zeros_mt" -> {
                arity(call, 1, 1);
                yield add(name, name, "zero", Types.UINT8, zeros(whole(call.argument(0))), names);
            }
            case "generateseries", "generate_series" ->
                add(name, name, "generate_series", Types.UINT64, series(call), names);
            case "values" -> values(call, name, names);
            case "generaterandom" -> random(call, name, names);
            case "null" -> structured(call, name, names, List.of());
            default -> throw unknown(call, function);
        };
    }

    private static RuntimeException unknown(Call call, String function) {
        if (function.equals("postgresql")) {
            throw SqlErrors.argument(
                    call.position(),
                    "The arguments of postgresql are texts in quotes, of which {{ tb_secret(\"…\") }} makes one; it is read in the nodes of copy pipes.");
        }
        if (CONNECTED.contains(function)) {
            return SqlErrors.unsupported(
                    call.position(),
                    "The table function '" + call.function()
                            + "' reads from elsewhere, which is not supported in a query; bring its rows in by a data source.");
        }
        return SqlErrors.unknown(ErrorCode.UNKNOWN_FUNCTION, call.position(), "table function", call.function(), NAMES);
    }

    private String add(String name, String table, String column, DataType type, String sql, List<String> names) {
        String alias = translation.newAlias("s");
        Rendered value = Rendered.exact(alias + "." + column, type);
        String shown = names.size() == NUMBER_COLUMNS ? names.get(0) : column;
        scope.add(new Source(
                name, table, alias, List.of(new SourceColumn(shown, value)), false, false, Optional.empty(), Set.of()));
        return "(" + sql + ") AS " + alias;
    }

    private String numbers(Call call) {
        arity(call, 1, 3);
        List<String> numbers = call.arguments().stream().map(this::whole).toList();
        String range = switch (numbers.size()) {
            case 1 -> numbers.get(0);
            case 2 -> numbers.get(0) + ", " + numbers.get(0) + " + " + numbers.get(1);
            default -> numbers.get(0) + ", " + numbers.get(0) + " + " + numbers.get(1) + ", " + numbers.get(2);
        };
        return range("number", range);
    }

    private String series(Call call) {
        arity(call, 2, 3);
        List<String> numbers = call.arguments().stream().map(this::whole).toList();
        return range(
                "generate_series",
                numbers.get(0) + ", " + numbers.get(1) + " + 1" + (numbers.size() > 2 ? ", " + numbers.get(2) : ""));
    }

    private static String range(String column, String arguments) {
        return "SELECT CAST(range AS UBIGINT) AS " + column + " FROM range(" + arguments + ")";
    }

    private static String zeros(String count) {
        return "SELECT CAST(0 AS UTINYINT) AS zero FROM range(" + count + ")";
    }

    private String whole(Expression expression) {
        return "CAST(" + scope.expressions().render(expression).number() + " AS BIGINT)";
    }

    private static void arity(Call call, int least, int most) {
        int found = call.arguments().size();
        if (found < least || found > most) {
            throw SqlErrors.argument(
                    call.position(),
                    "In " + call.function() + ": found " + Counted.of(found, "argument") + " where "
                            + (least == most ? least : least + " to " + most) + " are expected.");
        }
    }

    // --- values

    private String values(Call call, String name, List<String> names) {
        if (call.arguments().size() > 1
                && call.argument(0) instanceof StringLiteral
                && structure(call.argument(0)).isPresent()) {
            return structured(
                    call,
                    name,
                    names,
                    call.arguments().subList(1, call.arguments().size()));
        }
        List<List<Rendered>> rows = call.arguments().stream().map(this::row).toList();
        if (rows.isEmpty()) {
            throw SqlErrors.argument(call.position(), "In values: rows are missing, as in values((1, 'a'), (2, 'b')).");
        }
        List<DataType> types = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            int column = i;
            checkRows(call, rows, rows.get(0).size());
            types.add(TypeRules.supertype(
                            rows.stream().map(r -> r.get(column).type()).toList())
                    .orElseThrow(() -> SqlErrors.argument(
                            call.position(),
                            "In values: column " + (column + 1) + " has values without a common type.")));
            columns.add("c" + (i + 1));
        }
        return table(name, names, columns, types, rows);
    }

    private String structured(Call call, String name, List<String> names, List<Expression> rows) {
        DataType.TupleType types =
                call.arguments().isEmpty() ? null : structure(call.argument(0)).orElse(null);
        if (types == null) {
            throw SqlErrors.argument(
                    call.position(),
                    "In " + call.function() + ": the columns are missing, as in 'id UInt64, name String'.");
        }
        List<List<Rendered>> values = rows.stream()
                .map(r -> types.elements().size() == 1
                        ? List.of(scope.expressions().render(r))
                        : row(r))
                .toList();
        checkRows(call, values, types.elements().size());
        return table(name, names, types.names(), types.elements(), values);
    }

    /** {@code generateRandom('a UInt8, b String', seed, longest text, longest array)}. */
    private String random(Call call, String name, List<String> names) {
        arity(call, 1, 4);
        DataType.TupleType types = structure(call.argument(0))
                .orElseThrow(
                        () -> SqlErrors.argument(
                                call.position(),
                                "In generateRandom: the columns are missing or have unknown types, as in 'id UInt64, name String'."));
        RandomTable table = new RandomTable(
                number(call, 1),
                number(call, 2).map(BigInteger::intValue).orElse(10),
                number(call, 3).map(BigInteger::intValue).orElse(10));
        String alias = translation.newAlias("s");
        List<SourceColumn> shown = new ArrayList<>();
        for (int i = 0; i < types.names().size(); i++) {
            String column = types.names().get(i);
            shown.add(new SourceColumn(
                    i < names.size() ? names.get(i) : column,
                    Rendered.exact(
                            alias + "." + SqlText.name(column), types.elements().get(i))));
        }
        scope.add(new Source(name, name, alias, shown, false, false, Optional.empty(), Set.of()));
        return "(" + table.sql(types.names(), types.elements()) + ") AS " + alias;
    }

    private Optional<BigInteger> number(Call call, int index) {
        if (index >= call.arguments().size()) {
            return Optional.empty();
        }
        Rendered value = scope.expressions().render(call.argument(index));
        if (value.type().bare() instanceof DataType.NothingType) {
            return Optional.empty();
        }
        return Optional.of(value.constant()
                .filter(BigDecimal.class::isInstance)
                .map(c -> ((BigDecimal) c).toBigInteger())
                .orElseThrow(() -> SqlErrors.argument(
                        call.argument(index).position(), "In generateRandom: a number is expected here.")));
    }

    private static Optional<DataType.TupleType> structure(Expression text) {
        if (!(text instanceof StringLiteral literal) || !literal.value().strip().contains(" ")) {
            return Optional.empty();
        }
        try {
            DataType type = TypeParser.parse("Tuple(" + literal.value() + ")");
            return Optional.of((DataType.TupleType) type)
                    .filter(t -> t.names().stream().noneMatch(String::isEmpty));
        } catch (io.pipit.core.error.PipitException e) {
            return Optional.empty();
        }
    }

    private List<Rendered> row(Expression expression) {
        if (expression instanceof Call tuple && tuple.function().equals("tuple")) {
            return tuple.arguments().stream().map(scope.expressions()::render).toList();
        }
        return List.of(scope.expressions().render(expression));
    }

    private static void checkRows(Call call, List<List<Rendered>> rows, int width) {
        for (List<Rendered> row : rows) {
            if (row.size() != width) {
                throw SqlErrors.argument(
                        call.position(),
                        "In " + call.function() + ": a row has " + Counted.of(row.size(), "value") + " for " + width
                                + " columns.");
            }
        }
    }

    private String table(
            String name, List<String> names, List<String> columns, List<DataType> types, List<List<Rendered>> rows) {
        String alias = translation.newAlias("s");
        List<SourceColumn> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = i < names.size() ? names.get(i) : columns.get(i);
            shown.add(
                    new SourceColumn(column, Rendered.exact(alias + "." + SqlText.name(columns.get(i)), types.get(i))));
        }
        scope.add(new Source(name, name, alias, shown, false, false, Optional.empty(), Set.of()));
        List<String> texts = new ArrayList<>();
        for (List<Rendered> row : rows) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(SqlText.cast(Conversions.convert(row.get(i), types.get(i)), types.get(i)));
            }
            texts.add("(" + String.join(", ", values) + ")");
        }
        String list = columns.stream().map(SqlText::name).collect(Collectors.joining(", "));
        if (texts.isEmpty()) {
            String empty = types.stream()
                    .map(t -> SqlText.cast(SqlText.defaultOf(t), t))
                    .collect(Collectors.joining(", ", "(", ")"));
            return "(SELECT * FROM (VALUES " + empty + ") AS v(" + list + ") WHERE false) AS " + alias;
        }
        return "(SELECT * FROM (VALUES " + String.join(", ", texts) + ") AS v(" + list + ")) AS " + alias;
    }
}
