package io.pipit.core.project.compile;

import io.pipit.core.block.Forward;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.connector.SinkChecks;
import io.pipit.core.project.forward.ForwardFiles;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.sql.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts a plan together from the files of a project. Made for one compilation. */
public final class PlanBuilder {
    private final PlanContext context;

    /** For a project whose files have been read. */
    public PlanBuilder(ProjectFiles files, Dialect dialect, LoadedProject project, EngineCheck engine) {
        this.context = new PlanContext(files, dialect, project, engine);
    }

    /** The plan as far as it goes; it is only of use when there are no errors. */
    public Plan build() {
        TargetReader targets = new TargetReader(context);
        Map<String, Pipe> inline = targets.inlineTargets();
        context.dataSources.putAll(
                new InlineTargets(context.dialect, context.project, context.foreign, context.problems).tables(inline));
        inline.keySet().removeAll(context.dataSources.keySet());
        inline.keySet().forEach(context.project::broke);
        targets.read();
        context.dataSources.replaceAll((name, table) -> forwarded(table));
        Set<String> landing = targets.landing();
        Map<String, TableSpec> tables = withQuarantines(landing);
        context.tables(tables, landing);
        context.problems.addAll(new SecretChecks(context.files, context.project).problems());
        ViewPlanner planner = new ViewPlanner(context);
        List<ViewPlan> views = planner.views();
        CopyPlanner copyPlanner = new CopyPlanner(context);
        Map<String, CopyPlan> copies = copyPlanner.copies(views);
        LambdaChecks.readers(views, copies.values(), view -> place(view.pipe()), context.problems);
        Map<String, EndpointPlan> endpoints = context.endpointChecks().check();
        context.ofKind(PipeKind.SINK).forEach(this::sink);
        Plan plan = new Plan(context.files, tables, landing, views, copies, endpoints, List.of());
        copies.values().forEach(copy -> copyPlanner.checkFollowers(copy, plan));
        new FlowChecks(context, plan, copyPlanner.tablesRead()).run(this::warn);
        context.problems.addAll(context.engine.problems());
        inline.forEach(this::unmade);
        List<Problem> warnings = context.problems.stream()
                .filter(p -> p.severity() == Severity.WARNING)
                .toList();
        return new Plan(context.files, tables, landing, views, copies, endpoints, warnings, planner.written());
    }

    /** The check of a pipe says what is wrong with it, but for pipes that read the targets of each other. */
    private void unmade(String target, Pipe pipe) {
        if (context.problems.stream().noneMatch(p -> p.severity() == Severity.ERROR)) {
            context.error(
                    ErrorCode.INVALID_PROJECT,
                    PlanContext.place(pipe),
                    "The data source '" + target + "' has the columns of a query that reads '" + target
                            + "' itself, here or in another pipe; declare it in datasources/" + target
                            + ".datasource.");
        }
    }

    private Map<String, TableSpec> withQuarantines(Set<String> landing) {
        Map<String, TableSpec> tables = new TreeMap<>(context.dataSources);
        landing.forEach(name -> {
            TableSpec quarantine = QuarantineTable.of(tables.get(name));
            tables.put(quarantine.name(), quarantine);
        });
        return tables;
    }

    private SourcePosition place(String pipe) {
        return PlanContext.place(context.project.pipes().get(pipe));
    }

    private void warn(Pipe pipe, String what) {
        context.problems.add(new Problem(Severity.WARNING, ErrorCode.INVALID_PROJECT, PlanContext.place(pipe), what));
    }

    /** A table with what leads from its older versions. */
    private TableSpec forwarded(TableSpec table) {
        try {
            List<Forward> forwards = new ForwardFiles(context.dialect).of(table, context.files);
            return forwards.isEmpty() ? table : table.with(forwards);
        } catch (PipitException e) {
            context.error(e.code(), context.project.dataSourceFile(table.name()).at(1), e.getMessage());
            return table;
        }
    }

    /** Errors and warnings. */
    public List<Problem> problems() {
        return context.problems;
    }

    private void sink(Pipe pipe) {
        ProblemSink sink = new ProblemSink(pipe.file().path());
        SinkChecks.check(pipe.outputNode().section(), sink);
        context.problems.addAll(sink.problems());
        warn(pipe, "Sinks are not run yet; the pipe '" + pipe.name() + "' is checked and otherwise left alone.");
        context.endpointChecks().sample(pipe);
    }
}
