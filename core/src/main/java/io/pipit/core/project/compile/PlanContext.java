package io.pipit.core.project.compile;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.foreign.ForeignColumns;
import io.pipit.core.project.foreign.ForeignTables;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the steps of one compilation share: the files as read, what is known so far, and the problems. */
final class PlanContext {
    final ProjectFiles files;
    final Dialect dialect;
    final LoadedProject project;
    final EngineCheck engine;
    final List<Problem> problems;
    final Map<String, TableSpec> dataSources;
    /** The data source that a materialized pipe or a copy writes, by pipe. */
    final Map<String, String> targets = new LinkedHashMap<>();

    /** Tables of other databases, of which nothing is known here. */
    final ForeignTables foreign;

    private Resources resources;
    private Set<String> landing = Set.of();

    PlanContext(ProjectFiles files, Dialect dialect, LoadedProject project, EngineCheck engine) {
        this.files = files;
        this.foreign = new ForeignTables(files, ForeignColumns.UNKNOWN);
        this.dialect = dialect;
        this.project = project;
        this.engine = engine;
        this.problems = new ArrayList<>(project.problems());
        this.dataSources = new TreeMap<>(project.dataSources());
    }

    /** Says what queries can read, which is known once all targets are. */
    void tables(Map<String, TableSpec> tables, Set<String> landingSources) {
        resources = new Resources(tables, project.pipes(), foreign);
        landing = landingSources;
    }

    Resources resources() {
        return resources;
    }

    Set<String> landing() {
        return landing;
    }

    EndpointChecks endpointChecks() {
        return new EndpointChecks(dialect, resources, problems, this::namesBroken, engine);
    }

    List<Pipe> ofKind(PipeKind kind) {
        return project.pipes().values().stream().filter(p -> p.kind() == kind).toList();
    }

    Optional<TranslatedQuery> translated(Pipe pipe, TranslationMode mode) {
        try {
            PipeTranslator translator = new PipeTranslator(dialect, resources, Map.of(), files.variables());
            return Optional.of(translator.translate(pipe, pipe.output(), mode));
        } catch (PipitException e) {
            boolean keyed = !mode.keyedSource().isEmpty() && e.code() == ErrorCode.UNSUPPORTED_SQL;
            if (!keyed && !namesBroken(e)) {
                String message = files.variables().masked(e.getMessage());
                problems.add(new Problem(Severity.ERROR, e.code(), e.position().orElse(place(pipe)), message));
            }
            return Optional.empty();
        }
    }

    /** An unknown table whose file is broken has been reported with the file. */
    boolean namesBroken(PipitException e) {
        return e.code() == ErrorCode.UNKNOWN_TABLE && project.namedBroken(e.getMessage());
    }

    static SourcePosition place(Pipe pipe) {
        return pipe.file().at(pipe.outputNode().section().line());
    }

    void error(ErrorCode code, SourcePosition position, String message) {
        problems.add(new Problem(Severity.ERROR, code, position, message));
    }
}
