package io.pipit.core.project.forward;

import io.pipit.core.block.Column;
import io.pipit.core.block.Forward;
import io.pipit.core.block.TableSpec;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.table.DataSourceReader;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.sql.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The texts of older versions of data sources. Each has the columns of a version and the {@code FORWARD_QUERY} that led from it to the
 * next, if there was one.
 */
public final class ForwardFiles {
    private static final String FOLDER = "pipit-system/forward/";
    private static final String SUFFIX = ".forward";
    private static final String QUERY = "FORWARD_QUERY";

    private final Dialect dialect;

    /** Read with this dialect. */
    public ForwardFiles(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether a path of a project is one of these texts, which nobody has written. */
    public static boolean own(String path) {
        return path.startsWith(FOLDER);
    }

    /**
     * What leads from the older versions of a data source to the one of today.
     *
     * @throws io.pipit.core.error.PipitException {@code INVALID_PROJECT} with what does not fit
     */
    public List<Forward> of(TableSpec table, ProjectFiles files) {
        List<Datafile> older = new ArrayList<>();
        files.texts().forEach((path, text) -> {
            if (path.startsWith(FOLDER + table.name() + "/")) {
                older.add(DatafileParser.parse(DatafileKind.DATA_SOURCE, path, text)
                        .file());
            }
        });
        List<Forward> forwards = new ArrayList<>();
        for (int i = 0; i < older.size(); i++) {
            List<Column> next = i + 1 < older.size() ? columns(older.get(i + 1)) : table.columns();
            forwards.add(new ForwardReader(dialect, table.name(), columns(older.get(i)), next)
                    .read(older.get(i).head().find(QUERY)));
        }
        return forwards;
    }

    /**
     * The files of a version with the older versions of its data sources: those that the live version knows, and the live version where
     * its rows do not simply go on. A query that has been applied already, or a column that is only added or dropped, needs none.
     */
    public ProjectFiles following(Plan live, Plan next) {
        Map<String, String> texts = new TreeMap<>(next.files().texts());
        texts.keySet().removeIf(ForwardFiles::own);
        live.files().texts().forEach((path, text) -> {
            if (own(path) && next.tables().containsKey(dataSource(path))) {
                texts.put(path, text);
            }
        });
        for (TableSpec table : next.tables().values()) {
            live.table(table.name())
                    .filter(was -> written(table, next).isEmpty())
                    .flatMap(was -> older(was, table, next))
                    .ifPresent(text -> texts.put(free(table.name(), texts), text));
        }
        return new ProjectFiles(new TreeMap<>(texts), next.files().variables());
    }

    /** The query that a version has for a table, if it has one. */
    public static Optional<String> query(String table, ProjectFiles files) {
        return files.texts().entrySet().stream()
                .filter(file -> DatafileKind.of(file.getKey())
                        .filter(kind -> kind == DatafileKind.DATA_SOURCE
                                && kind.resourceName(file.getKey()).equals(table))
                        .isPresent())
                .map(file -> DatafileParser.parse(DatafileKind.DATA_SOURCE, file.getKey(), file.getValue()))
                .map(parsed -> parsed.file().head().value(QUERY))
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static List<String> written(TableSpec table, Plan plan) {
        return plan.views().stream()
                .filter(view -> view.target().equals(table.name()))
                .map(view -> view.pipe())
                .toList();
    }

    private static Optional<String> older(TableSpec was, TableSpec is, Plan next) {
        Map<String, String> before = types(was);
        Map<String, String> after = types(is);
        Optional<String> query = query(is.name(), next.files());
        boolean retyped = before.entrySet().stream()
                .anyMatch(c -> !after.getOrDefault(c.getKey(), c.getValue()).equals(c.getValue()));
        // What leads from older versions leads to the live one: it has to be among them where this one has other
        // columns.
        if (before.equals(after)
                || query.isEmpty() && !retyped && was.forwards().isEmpty()) {
            return Optional.empty();
        }
        String columns = was.columns().stream()
                .map(c -> "    `" + c.name() + "` " + c.type())
                .collect(Collectors.joining(",\n"));
        return Optional.of("SCHEMA >\n" + columns + "\n"
                + query.map(q -> "\n" + QUERY + " >\n" + q.indent(4)).orElse(""));
    }

    private static Map<String, String> types(TableSpec table) {
        return table.columns().stream()
                .collect(Collectors.toMap(Column::name, c -> c.type().toString(), (a, b) -> a, TreeMap::new));
    }

    private static String free(String table, Map<String, String> texts) {
        long known = texts.keySet().stream()
                .filter(path -> path.startsWith(FOLDER + table + "/"))
                .count();
        return FOLDER + table + "/" + String.format(Locale.ROOT, "%04d", known + 1) + SUFFIX;
    }

    private static String dataSource(String path) {
        return path.substring(FOLDER.length(), path.lastIndexOf('/'));
    }

    private List<Column> columns(Datafile file) {
        return new DataSourceReader(dialect, file, new ProblemSink(file.path()))
                .read()
                .map(TableSpec::columns)
                .orElse(List.of());
    }
}
