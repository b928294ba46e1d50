package io.pipit.core.project.compile;

import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.connector.ConnectionReader;
import io.pipit.core.project.connector.ImportChecks;
import io.pipit.core.project.connector.KafkaChecks;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeReader;
import io.pipit.core.project.table.DataSourceReader;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.project.token.DeclaredTokens;
import io.pipit.core.sql.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The files of a project, each read for itself: nothing of one is checked against another but the names. */
public final class LoadedProject {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private final Dialect dialect;
    private final Map<String, Datafile> dataSourceFiles = new TreeMap<>();
    private final Map<String, TableSpec> dataSources = new TreeMap<>();
    private final Map<String, Pipe> pipes = new TreeMap<>();
    private final Map<String, Datafile> connections = new TreeMap<>();
    private final Set<String> brokenNames = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> names = new TreeMap<>();
    private final Includes includes;

    private LoadedProject(Dialect dialect, Includes includes) {
        this.dialect = dialect;
        this.includes = includes;
    }

    /** Reads all files. */
    public static LoadedProject of(ProjectFiles files, Dialect dialect) {
        Includes includes = Includes.of(files);
        LoadedProject project = new LoadedProject(dialect, includes);
        includes.texts()
                .forEach((path, text) -> DatafileKind.of(path).ifPresent(kind -> project.read(kind, path, text)));
        project.checkQuarantineNames();
        project.checkConnections();
        return project;
    }

    private void read(DatafileKind kind, String path, String text) {
        DatafileParser.Parsed parsed = DatafileParser.parse(kind, path, text);
        problems.addAll(parsed.problems());
        Datafile file = parsed.file();
        if (!register(file)) {
            return;
        }
        ProblemSink sink = new ProblemSink(path);
        RepeatedDirectives.check(file, sink);
        DeclaredTokens.check(file, sink);
        switch (kind) {
            case DATA_SOURCE -> {
                dataSourceFiles.put(file.name(), file);
                Optional<TableSpec> table = new DataSourceReader(dialect, file, sink).read();
                ImportChecks.check(file, sink);
                table.ifPresentOrElse(t -> dataSources.put(t.name(), t), () -> brokenNames.add(file.name()));
            }
            case PIPE ->
                new PipeReader(file, sink)
                        .read()
                        .ifPresentOrElse(p -> pipes.put(p.name(), p), () -> brokenNames.add(file.name()));
            default -> {
                connections.put(file.name(), file);
                ConnectionReader.check(file, sink);
            }
        }
        problems.addAll(sink.problems());
    }

    private boolean register(Datafile file) {
        if (!NAME.matcher(file.name()).matches()) {
            problem(
                    ErrorCode.FILE_SYNTAX,
                    file.at(1),
                    "The file's name gives the resource its name, but '" + file.name()
                            + "' is not one: use letters, digits and '_', not starting with a digit.");
            return false;
        }
        String before = names.putIfAbsent(file.name(), file.path());
        if (before != null) {
            problem(
                    ErrorCode.DUPLICATE_RESOURCE,
                    file.at(1),
                    "The name '" + file.name() + "' is already taken by " + before + "; rename one of the files.");
            return false;
        }
        return true;
    }

    private void checkQuarantineNames() {
        for (String name : dataSources.keySet()) {
            String quarantine = QuarantineTable.nameOf(name);
            if (names.containsKey(quarantine)) {
                problem(
                        ErrorCode.DUPLICATE_RESOURCE,
                        new SourcePosition(names.get(quarantine), 1, 0),
                        "The name '" + quarantine + "' is kept for the rows of '" + name
                                + "' that did not fit; rename the file.");
            }
        }
    }

    private void checkConnections() {
        KafkaChecks kafka = new KafkaChecks(connections);
        dataSourceFiles.values().forEach(file -> {
            ProblemSink sink = new ProblemSink(file.path());
            kafka.check(file, sink);
            problems.addAll(sink.problems());
            connection(file, file.head(), "KAFKA_CONNECTION_NAME");
            connection(file, file.head(), "IMPORT_CONNECTION_NAME");
        });
        pipes.values().forEach(p -> connection(p.file(), p.outputNode().section(), "EXPORT_CONNECTION_NAME"));
    }

    /** A connection may have been made elsewhere; so this is a warning. */
    private void connection(Datafile file, Section section, String directive) {
        section.find(directive)
                .filter(d -> !d.value().isBlank() && !d.value().contains("{{"))
                .filter(d -> !connections.containsKey(d.value().strip())
                        && !broken(d.value().strip()))
                .ifPresent(d -> problems.add(new Problem(
                        Severity.WARNING,
                        ErrorCode.UNKNOWN_RESOURCE,
                        file.at(d),
                        "There is no connection '" + d.value() + "' in the project."
                                + NearestName.hint(d.value(), connections.keySet())
                                + " A connection is declared in a file such as "
                                + "connections/" + d.value() + ".connection.")));
    }

    private void problem(ErrorCode code, SourcePosition position, String message) {
        problems.add(new Problem(Severity.ERROR, code, position, message));
    }

    /** Data sources by name. */
    public Map<String, TableSpec> dataSources() {
        return dataSources;
    }

    /** Pipes by name. */
    public Map<String, Pipe> pipes() {
        return pipes;
    }

    /** The file of a data source. */
    Datafile dataSourceFile(String name) {
        return dataSourceFiles.get(name);
    }

    /** Whether a file of this name is there but cannot be used; what names it says nothing new. */
    boolean broken(String name) {
        return brokenNames.contains(name);
    }

    /** A data source that its pipe declares cannot be made, since the pipe is wrong; what names it says nothing new. */
    void broke(String name) {
        brokenNames.add(name);
    }

    /** Whether a message is about a name whose file is there but cannot be used. */
    public boolean namedBroken(String message) {
        return brokenNames.stream().anyMatch(n -> message.contains("'" + n + "'"));
    }

    /** The problem at the place where its line was written: the line may have been included. */
    public Problem placed(Problem problem) {
        SourcePosition origin = includes.origin(problem.position());
        return origin.equals(problem.position())
                ? problem
                : new Problem(problem.severity(), problem.code(), origin, problem.message());
    }

    /** What was wrong with includes; already at the place where it was written. */
    public List<Problem> includeProblems() {
        return includes.problems();
    }

    /** A file that could not be read has been reported; what names its resource says nothing new. */
    public void unreadable(String path) {
        DatafileKind.of(path).ifPresent(kind -> brokenNames.add(kind.resourceName(path)));
    }

    /** Whatever was wrong with single files. */
    public List<Problem> problems() {
        return problems;
    }
}
