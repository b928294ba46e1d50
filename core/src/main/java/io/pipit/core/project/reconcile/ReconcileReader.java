package io.pipit.core.project.reconcile;

import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.config.DurationText;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.connector.DatabaseConnection;
import io.pipit.core.project.reconcile.YamlEntries.Entry;
import io.pipit.core.project.table.ProblemSink;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads one definition and checks it against the project. */
final class ReconcileReader {
    private static final String COLUMNS = "columns";
    private static final String AUTO = "auto";
    private static final List<String> KEYS = List.of(
            "connection",
            "table",
            "query",
            "id",
            "time",
            "datasource",
            "id-column",
            "time-column",
            COLUMNS,
            "event",
            "grace",
            "guard");
    private static final Pattern TABLE =
            Pattern.compile("(?:[A-Za-z_][\\w$]*|\"[^\"]+\")(?:\\.(?:[A-Za-z_][\\w$]*|\"[^\"]+\"))*");

    private final String name;
    private final Plan plan;
    private final ProblemSink problems;
    private final Map<String, Entry> values = new LinkedHashMap<>();
    private final Map<String, Entry> columns = new LinkedHashMap<>();
    private boolean failed;

    ReconcileReader(String name, Plan plan, ProblemSink problems) {
        this.name = name;
        this.plan = plan;
        this.problems = problems;
    }

    Optional<ReconcileDefinition> read(String text) {
        new YamlEntries(problems).read(text).forEach(this::sort);
        failed |= !problems.problems().isEmpty();
        connection();
        tableOrQuery();
        needed("id", "id");
        needed("time", "created_at");
        Optional<TableSpec> table = dataSource();
        String idColumn = table.map(t -> column(t, "id", ReconcileReader::id, "String, an integer or UUID"))
                .orElse("");
        String timeColumn = table.map(t -> column(t, "time", ReconcileReader::time, "DateTime, DateTime64 or Date"))
                .orElse("");
        table.ifPresent(this::columns);
        if (values.containsKey("event") && !columns.isEmpty()) {
            error(
                    values.get("event"),
                    "'event' gives the whole event, so that 'columns' says nothing; leave one of them out.");
        }
        Optional<Duration> grace = value("grace").equals(AUTO) ? Optional.empty() : duration("grace");
        Duration guard = duration("guard").orElse(ReconcileDefinition.GUARD);
        Map<String, String> mapping = new LinkedHashMap<>();
        columns.forEach((column, entry) -> mapping.put(column, entry.value()));
        return failed
                ? Optional.empty()
                : Optional.of(new ReconcileDefinition(
                        name,
                        value("connection"),
                        value("table"),
                        value("query").replaceFirst(";\\s*$", ""),
                        value("id"),
                        value("time"),
                        value("datasource"),
                        idColumn,
                        timeColumn,
                        mapping,
                        value("event"),
                        grace,
                        guard));
    }

    private void sort(Entry entry) {
        if (entry.group().equals(COLUMNS)) {
            columns.put(entry.key(), entry);
        } else if (!entry.group().isEmpty() || entry.key().equals(COLUMNS)) {
            error(
                    entry,
                    "'" + (entry.group().isEmpty() ? COLUMNS : entry.group())
                            + "' "
                            + (entry.group().isEmpty() ? "is a group of 'column: expression'." : "is no group here.")
                            + NearestName.hint(entry.group(), KEYS));
        } else if (!KEYS.contains(entry.key())) {
            error(
                    entry,
                    "'" + entry.key() + "' is not known here." + NearestName.hint(entry.key(), KEYS) + " There are "
                            + String.join(", ", KEYS) + ".");
        } else {
            values.put(entry.key(), entry);
        }
    }

    private void connection() {
        if (!needed("connection", "app_db")) {
            return;
        }
        try {
            Collection<String> known = DatabaseConnection.names(plan.files());
            if (!known.contains(value("connection"))) {
                DatabaseConnection.find(plan.files(), value("connection"));
            }
        } catch (PipitException e) {
            problems.add(Severity.ERROR, e.code(), values.get("connection").line(), e.getMessage());
            failed = true;
        }
    }

    private void tableOrQuery() {
        boolean table = !value("table").isEmpty();
        boolean query = !value("query").isEmpty();
        if (table == query) {
            error(
                    values.getOrDefault("query", values.get("table")),
                    table
                            ? "'table' and 'query' are both given; leave one of them out."
                            : "'table' is missing: which table of the database, for instance 'table: events'? Or a 'query'.");
        } else if (table && !TABLE.matcher(value("table")).matches()) {
            error(
                    values.get("table"),
                    "'" + value("table")
                            + "' is no name of a table; write it as in 'public.events', or give a 'query'.");
        }
    }

    private Optional<TableSpec> dataSource() {
        if (!needed("datasource", "events")) {
            return Optional.empty();
        }
        String wanted = value("datasource");
        if (plan.landing().contains(wanted)) {
            return plan.table(wanted);
        }
        boolean written = plan.table(wanted).isPresent();
        problem(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                values.get("datasource").line(),
                written
                        ? "The data source '" + wanted
                                + "' takes no events: views, copies or the quarantine write it. Name the"
                                + " one that the events are sent to."
                        : "There is no data source '" + wanted + "'." + NearestName.hint(wanted, plan.landing()));
        return Optional.empty();
    }

    /** The data source's column for the id or the time: the one said, the one mapped from it, or the one of its name. */
    private String column(TableSpec table, String key, Predicate<DataType> fits, String types) {
        Entry said = values.getOrDefault(key + "-column", values.get(key));
        if (said == null) {
            return "";
        }
        String column = values.containsKey(key + "-column")
                ? said.value()
                : columns.entrySet().stream()
                        .filter(e -> e.getValue().value().equals(value(key)))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(value(key));
        Optional<Column> found = table.column(column);
        if (found.isEmpty()) {
            List<String> names = table.columns().stream().map(Column::name).toList();
            error(
                    said,
                    "'" + table.name() + "' has no column '" + column + "' for the " + key + "."
                            + NearestName.hint(column, names) + " Say which one it is, as in '" + key
                            + "-column: " + NearestName.of(column, names).orElse(names.get(0)) + "'.");
        } else if (!fits.test(found.get().type().bare())) {
            error(
                    said,
                    "The column '" + column + "' of '" + table.name() + "' is "
                            + found.get().type() + "; a column for the " + key + " is " + types + ".");
        }
        return column;
    }

    private void columns(TableSpec table) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        columns.forEach((column, entry) -> {
            if (!names.contains(column)) {
                problem(
                        ErrorCode.UNKNOWN_COLUMN,
                        entry.line(),
                        "'" + table.name() + "' has no column '" + column + "'." + NearestName.hint(column, names)
                                + " On the left stands a column of the data source, on the right one of the database.");
            } else if (entry.value().isEmpty()) {
                error(entry, "'" + column + "' has no value; write a column of the database, or an expression of it.");
            }
        });
    }

    private Optional<Duration> duration(String key) {
        Entry entry = values.get(key);
        if (entry == null || entry.value().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DurationText.parse(entry.value()));
        } catch (IllegalArgumentException e) {
            error(
                    entry,
                    "'" + key + ": " + entry.value() + "' cannot be read: expected " + e.getMessage()
                            + (key.equals("grace") ? ", or " + AUTO : "") + ".");
            return Optional.empty();
        }
    }

    private static boolean id(DataType type) {
        return type instanceof DataType.StringType
                || type instanceof DataType.IntType
                || type instanceof DataType.UuidType;
    }

    private static boolean time(DataType type) {
        return type instanceof DataType.DateTimeType
                || type instanceof DataType.DateTime64Type
                || type instanceof DataType.DateType;
    }

    private String value(String key) {
        Entry entry = values.get(key);
        return entry == null ? "" : entry.value();
    }

    private boolean needed(String key, String example) {
        if (value(key).isEmpty()) {
            problem(
                    ErrorCode.FILE_SYNTAX,
                    values.containsKey(key) ? values.get(key).line() : 1,
                    "'" + key + "' is missing, for instance '" + key + ": " + example + "'.");
            return false;
        }
        return true;
    }

    private void error(Entry entry, String message) {
        problem(ErrorCode.FILE_SYNTAX, entry == null ? 1 : entry.line(), message);
    }

    private void problem(ErrorCode code, int line, String message) {
        failed = true;
        problems.add(Severity.ERROR, code, line, message);
    }
}
