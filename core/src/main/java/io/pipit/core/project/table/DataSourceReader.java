package io.pipit.core.project.table;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SamplingKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.sql.AbsentValues;
import io.pipit.core.sql.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes a table specification from a {@code .datasource} file. */
public final class DataSourceReader {
    private static final Pattern LITERAL = Pattern.compile(
            "-?\\d+(\\.\\d+)?|'([^'\\\\]|\\\\.|'')*'|\\[\\s*\\]|true|false|NULL", Pattern.CASE_INSENSITIVE);

    private final Dialect dialect;
    private final Datafile file;
    private final ProblemSink problems;

    /** Notes what is wrong in the sink. */
    public DataSourceReader(Dialect dialect, Datafile file, ProblemSink problems) {
        this.dialect = dialect;
        this.file = file;
        this.problems = problems;
    }

    /** The table, or nothing when its columns cannot be told. */
    public Optional<TableSpec> read() {
        Optional<Directive> schema = file.head().find("SCHEMA");
        if (schema.isEmpty()) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.FILE_SYNTAX,
                    1,
                    "The data source '" + file.name() + "' has no SCHEMA; write 'SCHEMA >' and its columns below.");
            return Optional.empty();
        }
        List<Column> columns = columns(schema.get());
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        TableSpec table = table(file.name(), file.head(), MessageColumns.in(file.head(), columns));
        return Optional.of(new AbsentValues(dialect).of(table));
    }

    /** A table with these columns; a section of the file has its engine clause. */
    public TableSpec table(String name, Section section, List<Column> columns) {
        EngineClause engine = new EngineReader(section, columns, problems).read();
        PartitionKey partitionKey = section.find("ENGINE_PARTITION_KEY")
                .map(d -> new PartitionKeyReader(columns, problems).read(d))
                .orElse(PartitionKey.NONE);
        return new TableSpec(
                name,
                columns,
                engine,
                sortingKey(section, engine, columns),
                partitionKey,
                section.find("ENGINE_SAMPLING_KEY")
                        .filter(d -> !d.value().isBlank())
                        .flatMap(d -> samplingKey(d, columns)));
    }

    private Optional<SamplingKey> samplingKey(Directive key, List<Column> columns) {
        String what = key.name() + " '" + key.value() + "': ";
        try {
            Dialect.TranslatedExpression value = dialect.expression(key.value(), file.path(), key.valueLine(), columns);
            if (value.type().bare() instanceof DataType.IntType number && !number.signed() && number.bits() <= 64) {
                return Optional.of(new SamplingKey(value.engineSql(), number.bits()));
            }
            problems.add(
                    Severity.WARNING,
                    ErrorCode.INVALID_PROJECT,
                    key.line(),
                    what + "its type is " + value.type()
                            + ", but a sampling key is an unsigned integer; take a hash, as in cityHash64(...). SAMPLE cannot be used with this data source.");
        } catch (PipitException e) {
            problems.add(
                    Severity.ERROR,
                    e.code(),
                    key.line(),
                    what + e.getMessage().replaceFirst(" \\(line \\d+, column \\d+\\)", ""));
        }
        return Optional.empty();
    }

    private List<Column> columns(Directive schema) {
        List<Column> columns = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        boolean complete = true;
        for (Pieces.Piece piece : Pieces.of(schema.value())) {
            int line = schema.valueLine() + piece.line();
            try {
                Column column = ColumnText.read(piece.text());
                complete &= checkName(column, seen, line);
                columns.add(column);
            } catch (PipitException e) {
                problems.add(e, line);
                complete = false;
            }
        }
        if (columns.isEmpty() && complete) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.FILE_SYNTAX,
                    schema.line(),
                    "SCHEMA has no columns; write one a line, for instance `at` DateTime `json:$.at`.");
        }
        if (complete) {
            checkDefaults(schema, columns);
        }
        return complete ? columns : List.of();
    }

    private boolean checkName(Column column, Map<String, String> seen, int line) {
        String before = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
        if (before != null) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.DUPLICATE_RESOURCE,
                    line,
                    before.equals(column.name())
                            ? "The column '" + before + "' is there twice; remove one."
                            : "The columns '" + before + "' and '" + column.name()
                                    + "' differ only in case, which the engine does not tell apart; rename one.");
            return false;
        }
        if (Identity.hidden(column.name())) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.FILE_SYNTAX,
                    line,
                    "The name '" + column.name() + "' is kept for Pipit's own column; choose another one.");
            return false;
        }
        return true;
    }

    private void checkDefaults(Directive schema, List<Column> columns) {
        List<Pieces.Piece> pieces = Pieces.of(schema.value());
        for (int i = 0; i < columns.size(); i++) {
            String text = columns.get(i).defaultExpression();
            if (text.isEmpty() || LITERAL.matcher(text).matches()) {
                continue;
            }
            int line = schema.valueLine() + pieces.get(i).line();
            try {
                dialect.expression(text, file.path(), line, columns);
            } catch (PipitException e) {
                problems.add(
                        Severity.ERROR,
                        e.code(),
                        line,
                        "The default of column '" + columns.get(i).name() + "': " + e.getMessage());
            }
        }
    }

    private List<SortKey> sortingKey(Section section, EngineClause engine, List<Column> columns) {
        Optional<Directive> key = section.find("ENGINE_SORTING_KEY")
                .or(() -> section.find("ENGINE_PRIMARY_KEY"))
                .or(() -> section.find("ENGINE_KEY_COLUMNS"));
        List<SortKey> members = List.of();
        if (key.isPresent() && !key.get().value().isBlank()) {
            try {
                members = dialect.sortingKey(
                        key.get().value(), file.path(), key.get().valueLine(), columns);
            } catch (PipitException e) {
                problems.add(
                        Severity.ERROR,
                        e.code(),
                        key.get().line(),
                        key.get().name() + " '" + key.get().value() + "': "
                                + e.getMessage().replaceFirst(" \\(line \\d+, column \\d+\\)", ""));
                return List.of();
            }
        }
        boolean merges = engine.kind() != EngineClause.Kind.MERGE_TREE && engine.kind() != EngineClause.Kind.NULL;
        if (merges && members.isEmpty() && key.map(d -> d.value().isBlank()).orElse(true)) {
            problems.add(
                    Severity.ERROR,
                    ErrorCode.INVALID_PROJECT,
                    section.find("ENGINE").map(Directive::line).orElse(1),
                    engine.kind().text() + " makes one row of all rows with the same sorting key, but there is no "
                            + "ENGINE_SORTING_KEY; write for instance ENGINE_SORTING_KEY \""
                            + columns.get(0).name() + "\".");
        }
        return members;
    }
}
