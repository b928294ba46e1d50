package io.pipit.cli.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A view that counts the events of each kind, and a connection to the database that they come from. */
final class EventsByKind {
    private EventsByKind() {}

    /** Adds both to a project that has a data source {@code events} with a column {@code kind}. */
    static void write(Path project, int databasePort) throws IOException {
        write(project, "datasources/by_kind.datasource", """
                SCHEMA >
                    `kind` String,
                    `events` AggregateFunction(count)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "kind"
                """);
        write(project, "pipes/by_kind_mv.pipe", """
                NODE counted
                SQL >
                    SELECT kind, countState() AS events FROM events GROUP BY kind
                TYPE materialized
                DATASOURCE by_kind
                """);
        write(
                project,
                "connections/app_db.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + databasePort
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\n"
                        + "POSTGRES_PASSWORD {{ tb_secret(\"pg_password\", \"postgres\") }}\n");
    }

    /** Writes a file of a project. */
    static void write(Path project, String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
