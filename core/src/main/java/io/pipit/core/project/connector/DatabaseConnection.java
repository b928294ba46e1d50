package io.pipit.core.project.connector;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.jdbc.JdbcAddress;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.datafile.Section;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A {@code .connection} file of a database:
 *
 * <pre>
 *   TYPE postgres
 *   POSTGRES_HOST     db.example.com        TYPE jdbc
 *   POSTGRES_PORT     5432                  JDBC_URL      jdbc:mysql://db.example.com/shop
 *   POSTGRES_DATABASE app                   JDBC_USERNAME reader
 *   POSTGRES_USERNAME {{ tb_secret("pg_user") }}   JDBC_PASSWORD …
 *   POSTGRES_PASSWORD {{ tb_secret("pg_password") }}
 * </pre>
 */
public final class DatabaseConnection {
    private static final Set<String> TYPES = Set.of("postgres", "jdbc");
    private static final String HIGHEST_PORT = "65535";

    private DatabaseConnection() {}

    static void check(Values values, String owner, String type) {
        if (type.equals("jdbc")) {
            values.needed("JDBC_URL", owner, "jdbc:postgresql://localhost:5432/app");
            return;
        }
        if (!values.has("POSTGRES_URL")) {
            values.needed("POSTGRES_HOST", owner, "localhost, or POSTGRES_URL");
            values.needed("POSTGRES_DATABASE", owner, "app");
        }
        values.needed("POSTGRES_USERNAME", owner, "{{ tb_secret(\"pg_user\") }}");
        values.find("POSTGRES_PORT")
                .filter(d -> !d.value().contains("{{"))
                .filter(d -> !port(d.value().strip()))
                .ifPresent(d -> values.error(
                        d.line(),
                        ErrorCode.FILE_SYNTAX,
                        "POSTGRES_PORT '" + d.value() + "' is no port; it is a number up to " + HIGHEST_PORT + "."));
    }

    private static boolean port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= Integer.parseInt(HIGHEST_PORT);
    }

    /** The names of the project's connections to databases. */
    public static Set<String> names(ProjectFiles files) {
        Set<String> names = new TreeSet<>();
        files.texts().forEach((path, text) -> {
            if (path.endsWith(DatafileKind.CONNECTION.suffix()) && TYPES.contains(type(head(path, text)))) {
                names.add(DatafileKind.CONNECTION.resourceName(path));
            }
        });
        return names;
    }

    /**
     * Where the database of a connection is, with the project's secrets.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE} when there is no such connection to a database, {@code INVALID_CONFIG} when a secret
     *     is not set
     */
    public static JdbcAddress find(ProjectFiles files, String name) {
        String end = name + DatafileKind.CONNECTION.suffix();
        String path = files.texts().keySet().stream()
                .filter(p -> p.equals(end) || p.endsWith("/" + end))
                .findFirst()
                .orElseThrow(() -> unknown(files, name));
        Section head = head(path, files.texts().get(path));
        if (!TYPES.contains(type(head))) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "The connection '" + name + "' is of type '" + type(head) + "', not to a database; "
                            + String.join(" and ", List.of("postgres", "jdbc")) + " are.");
        }
        SecretText secrets = new SecretText(files.variables(), "The connection '" + name + "'");
        if (type(head).equals("jdbc")) {
            return new JdbcAddress(
                    name,
                    secrets.of(head.value("JDBC_URL")),
                    secrets.of(head.value("JDBC_USERNAME")),
                    secrets.of(head.value("JDBC_PASSWORD")));
        }
        return new JdbcAddress(
                name,
                postgres(head, secrets),
                secrets.of(head.value("POSTGRES_USERNAME")),
                secrets.of(head.value("POSTGRES_PASSWORD")));
    }

    private static String postgres(Section head, SecretText secrets) {
        String url = secrets.of(head.value("POSTGRES_URL"));
        if (!url.isEmpty()) {
            return url.startsWith("jdbc:") ? url : "jdbc:" + url.replaceFirst("^postgres://", "postgresql://");
        }
        String port = secrets.of(head.value("POSTGRES_PORT"));
        return JdbcAddress.POSTGRES + "//" + secrets.of(head.value("POSTGRES_HOST")) + ":"
                + (port.isEmpty() ? "5432" : port) + "/" + secrets.of(head.value("POSTGRES_DATABASE"));
    }

    private static Section head(String path, String text) {
        return DatafileParser.parse(DatafileKind.CONNECTION, path, text).file().head();
    }

    private static String type(Section head) {
        return head.value("TYPE").toLowerCase(Locale.ROOT);
    }

    private static PipitException unknown(ProjectFiles files, String name) {
        return new PipitException(
                ErrorCode.UNKNOWN_RESOURCE,
                "There is no connection '" + name + "' in the project." + NearestName.hint(name, names(files))
                        + " A connection is declared in a file such as connections/" + name + ".connection.");
    }
}
