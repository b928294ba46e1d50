package io.pipit.core.project.system;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeReader;
import io.pipit.core.project.table.DataSourceReader;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.sql.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What queries may name after {@code pipit.} and {@code tinybird.}: pipes over the one data source {@link #OPERATIONS}, which a running
 * stack adds to its project and writes. Any project may name them; without a stack they have no rows.
 */
public final class SystemTables {
    /** The data source of what happened. */
    public static final String OPERATIONS = "pipit_operations";

    private static final String PATH = "pipit-system/" + OPERATIONS + ".datasource";
    private static final List<String> SPACES = List.of("pipit.", "tinybird.");
    private static final List<String> NAMES = List.of(
            "block_log",
            "datasources_ops_log",
            "datasources_ops_stats",
            "datasources_storage",
            "endpoint_errors",
            "jobs_log",
            "kafka_ops_log",
            "pipe_stats",
            "pipe_stats_rt",
            "reconcile_log",
            "sinks_ops_log");

    private SystemTables() {}

    /** A project with the data source of what happened. */
    public static ProjectFiles in(ProjectFiles project) {
        SortedMap<String, String> texts = new TreeMap<>(project.texts());
        texts.put(PATH, text(OPERATIONS + ".datasource"));
        return new ProjectFiles(texts, project.variables());
    }

    /** Whether a table is the stack's own, and not of the project that it runs. */
    public static boolean own(String table) {
        return table.startsWith(OPERATIONS);
    }

    /** Whether a name is one of these, in one of the two spaces or that of the data source. */
    public static boolean has(String name) {
        return name.equals(OPERATIONS) || names().anyMatch(name::equals);
    }

    /** Whether a query reads such tables, judged by its text. */
    public static boolean named(String sql) {
        return sql.contains(OPERATIONS) || SPACES.stream().anyMatch(sql::contains);
    }

    /** Every name, for those who look for the nearest one. */
    public static Stream<String> names() {
        return SPACES.stream().flatMap(space -> NAMES.stream().map(space::concat));
    }

    /** The pipe of a name. */
    public static Optional<Pipe> pipe(String name) {
        return SPACES.stream()
                .filter(name::startsWith)
                .map(space -> name.substring(space.length()))
                .filter(NAMES::contains)
                .findFirst()
                .map(SystemTables::read);
    }

    /** The data source, when that is the name. */
    public static Optional<TableSpec> table(String name, Dialect dialect) {
        if (!name.equals(OPERATIONS)) {
            return Optional.empty();
        }
        Datafile file = file(DatafileKind.DATA_SOURCE, OPERATIONS + ".datasource");
        return new DataSourceReader(dialect, file, new ProblemSink(PATH)).read();
    }

    private static Pipe read(String name) {
        Datafile file = file(DatafileKind.PIPE, name + ".pipe");
        return new PipeReader(file, new ProblemSink(file.path())).read().orElseThrow();
    }

    private static Datafile file(DatafileKind kind, String name) {
        return DatafileParser.parse(kind, "pipit-system/" + name, text(name)).file();
    }

    private static String text(String name) {
        try (InputStream in = SystemTables.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Pipit's jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
