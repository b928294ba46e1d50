package io.pipit.core.project.foreign;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.connector.DatabaseConnection;
import io.pipit.core.sql.ForeignCondition.Computed;
import io.pipit.core.sql.ForeignRead;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.TranslatedQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables that a project's copies read by {@code postgresql(…)}:
 *
 * <pre>
 *   postgresql('host:port', 'database', 'table', 'user', 'password'[, 'schema'])
 *   postgresql('connection', 'table'[, 'schema'])
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class ForeignTables {
    /** The name of the table function, in small letters. */
    public static final String FUNCTION = "postgresql";

    private static final String FORMS =
            "postgresql('host:port', 'database', 'table', 'user', 'password'[, 'schema']), or"
                    + " postgresql('connection', 'table'[, 'schema']) with the name of a connection of type postgres";
    private static final Pattern HOSTS =
            Pattern.compile("[\\w.\\-\\[\\]:]+(:\\d{1,5})?([,|][\\w.\\-\\[\\]:]+(:\\d{1,5})?)*");
    private static final int OF_A_CONNECTION = 3;
    private static final int WITH_PASSWORD = 5;

    private final ProjectFiles files;
    private final ForeignColumns columns;
    private final Map<String, Described> tables = new ConcurrentHashMap<>();

    private record Described(PostgresTable table, List<PostgresColumn> columns) {}

    /** Of a project's connections and secrets, with columns from elsewhere. */
    public ForeignTables(ProjectFiles files, ForeignColumns columns) {
        this.files = files;
        this.columns = columns;
    }

    /** Whether a table function is one of these. */
    public static boolean known(String function) {
        return function.toLowerCase(Locale.ROOT).equals(FUNCTION);
    }

    /**
     * What the function stands for.
     *
     * @throws PipitException {@code INVALID_ARGUMENT}, {@code UNKNOWN_RESOURCE}; {@link ForeignColumnsException} where no columns are known
     */
    public Relation relation(List<String> arguments) {
        check(arguments);
        if (columns == ForeignColumns.UNKNOWN) {
            throw new ForeignColumnsException();
        }
        PostgresTable table = table(arguments);
        Described described = tables.computeIfAbsent(table.name(), name -> new Described(table, columns.of(table)));
        return new Relation.ForeignTable(
                table.name(),
                described.columns().stream().map(PostgresColumn::column).toList());
    }

    /** The table that a translated query reads at one place. */
    public PostgresTable table(ForeignRead read) {
        return tables.get(read.table()).table();
    }

    /**
     * The statement that brings what a translated query needs at one place.
     *
     * @param values gives the texts of what is computed; nothing where that cannot be
     */
    public PostgresSelect select(ForeignRead read, Function<Computed, Optional<String>> values) {
        return select(read, PostgresLiterals.of(values));
    }

    private PostgresSelect select(ForeignRead read, PostgresLiterals literals) {
        Described described = tables.get(read.table());
        return PostgresSelect.of(described.table(), described.columns(), read, literals);
    }

    /** All columns of the table that a translated query reads at one place. */
    public List<PostgresColumn> columns(ForeignRead read) {
        return tables.get(read.table()).columns();
    }

    /** What a translated query brings from other databases, for people. */
    public String describe(TranslatedQuery query) {
        return query.foreign().values().stream()
                .map(read -> {
                    PostgresSelect select = select(read, PostgresLiterals.SHOWN);
                    return select.columns().size() + " of "
                            + Counted.of(columns(read).size(), "column") + " of " + read.table()
                            + " come over one connection, "
                            + (select.conditions().isEmpty()
                                    ? "all rows"
                                    : "the rows with " + String.join(" AND ", select.conditions()));
                })
                .collect(Collectors.joining("; "));
    }

    private void check(List<String> arguments) {
        boolean whole = arguments.size() >= WITH_PASSWORD && arguments.size() <= WITH_PASSWORD + 1;
        boolean connection = arguments.size() == 2 || arguments.size() == OF_A_CONNECTION;
        if (!whole && !connection) {
            throw wrong("found " + Counted.of(arguments.size(), "argument") + "; expected " + FORMS + ".");
        }
        if (connection) {
            if (!DatabaseConnection.names(files).contains(arguments.get(0))) {
                throw new PipitException(
                        ErrorCode.UNKNOWN_RESOURCE,
                        "In postgresql: there is no connection '" + arguments.get(0) + "' to a database."
                                + NearestName.hint(arguments.get(0), DatabaseConnection.names(files)) + " Expected "
                                + FORMS + ".");
            }
        } else if (!arguments.get(0).isEmpty()
                && !HOSTS.matcher(arguments.get(0)).matches()) {
            throw wrong("'" + arguments.get(0) + "' is no host with a port; expected " + FORMS + ".");
        }
    }

    private PostgresTable table(List<String> arguments) {
        if (arguments.size() <= OF_A_CONNECTION) {
            JdbcAddress address = DatabaseConnection.find(files, arguments.get(0));
            if (!address.postgres()) {
                throw wrong(
                        "the connection '" + arguments.get(0) + "' is not to PostgreSQL; no other database is read.");
            }
            return new PostgresTable(address, at(arguments, 2), needed(arguments.get(1), "table"));
        }
        String hosts = needed(arguments.get(0), "host").replace('|', ',');
        String database = URLEncoder.encode(needed(arguments.get(1), "database"), StandardCharsets.UTF_8)
                .replace("+", "%20");
        JdbcAddress address = new JdbcAddress(
                FUNCTION + "()",
                JdbcAddress.POSTGRES + "//" + hosts + "/" + database,
                needed(arguments.get(3), "user"),
                arguments.get(4));
        return new PostgresTable(address, at(arguments, WITH_PASSWORD), needed(arguments.get(2), "table"));
    }

    private static String at(List<String> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    private static String needed(String argument, String what) {
        if (argument.isBlank()) {
            throw wrong("the " + what + " is empty; expected " + FORMS + ".");
        }
        return argument;
    }

    private static PipitException wrong(String what) {
        return new PipitException(ErrorCode.INVALID_ARGUMENT, "In postgresql: " + what);
    }
}
