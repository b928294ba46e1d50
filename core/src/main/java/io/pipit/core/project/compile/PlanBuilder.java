package io.pipit.core.project.compile;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.Forward;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.EndpointPlan;
import io.pipit.core.project.Followers;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewKeys;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.project.ViewSql;
import io.pipit.core.project.connector.SinkChecks;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.forward.ForwardFiles;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.core.project.pipe.MissingColumns;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.pipe.Schedules;
import io.pipit.core.project.table.ProblemSink;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts a plan together from the files of a project. Made for one compilation. */
public final class PlanBuilder {
    private final ProjectFiles files;
    private final Dialect dialect;
    private final LoadedProject project;
    private final EngineCheck engine;
    private final List<Problem> problems;
    private final Map<String, String> targets = new LinkedHashMap<>();
    /** The tables that copies read, by pipe. */
    private final Map<String, Set<String>> copied = new TreeMap<>();

    private final Map<String, TableSpec> dataSources;
    private Resources resources;
    private Set<String> landing;

    /** For a project whose files have been read. */
    public PlanBuilder(ProjectFiles files, Dialect dialect, LoadedProject project, EngineCheck engine) {
        this.engine = engine;
        this.files = files;
        this.dialect = dialect;
        this.project = project;
        this.problems = new ArrayList<>(project.problems());
        this.dataSources = new TreeMap<>(project.dataSources());
    }

    /** The plan as far as it goes; it is only of use when there are no errors. */
    public Plan build() {
        Map<String, Pipe> inline = inlineTargets();
        dataSources.putAll(new InlineTargets(dialect, project, problems).tables(inline));
        project.pipes().values().forEach(this::target);
        dataSources.replaceAll((name, table) -> forwarded(table));
        landing = landing();
        Map<String, TableSpec> tables = new TreeMap<>(dataSources);
        landing.forEach(name -> {
            TableSpec quarantine = QuarantineTable.of(tables.get(name));
            tables.put(quarantine.name(), quarantine);
        });
        resources = new Resources(tables, project.pipes());
        problems.addAll(new SecretChecks(files, project).problems());
        List<ViewPlan> views = views();
        Map<String, CopyPlan> copies = new TreeMap<>();
        ofKind(PipeKind.COPY).forEach(p -> copy(p, views).ifPresent(c -> copies.put(p.name(), c)));
        LambdaChecks.readers(
                views, copies.values(), view -> place(project.pipes().get(view.pipe())), problems);
        Map<String, EndpointPlan> endpoints =
                new EndpointChecks(dialect, resources, problems, this::namesBroken, engine).check();
        ofKind(PipeKind.SINK).forEach(this::sink);
        Plan plan = new Plan(files, tables, landing, views, copies, endpoints, List.of());
        copies.values().forEach(copy -> checkFollowers(copy, plan));
        new FlowChecks(plan, project.pipes(), copied)
                .run((pipe, what) ->
                        problems.add(new Problem(Severity.WARNING, ErrorCode.INVALID_PROJECT, place(pipe), what)));
        problems.addAll(engine.problems());
        List<Problem> warnings =
                problems.stream().filter(p -> p.severity() == Severity.WARNING).toList();
        return new Plan(files, tables, landing, views, copies, endpoints, warnings);
    }

    /** A table with what leads from its older versions. */
    private TableSpec forwarded(TableSpec table) {
        try {
            List<Forward> forwards = new ForwardFiles(dialect).of(table, files);
            return forwards.isEmpty() ? table : table.with(forwards);
        } catch (PipitException e) {
            error(e.code(), project.dataSourceFile(table.name()).at(1), e.getMessage());
            return table;
        }
    }

    private void checkFollowers(CopyPlan copy, Plan plan) {
        if (copy.mode() == CopyPlan.Mode.REPLACE) {
            Followers.of(plan, copy.target())
                    .obstacle()
                    .ifPresent(why -> error(
                            ErrorCode.INVALID_PROJECT,
                            place(project.pipes().get(copy.pipe())),
                            "The copy '" + copy.pipe() + "' replaces the rows of '" + copy.target()
                                    + "', and its views could not follow exactly: " + why
                                    + ". Let each of them write a data source of its own, or use COPY_MODE append."));
        }
    }

    /** Errors and warnings. */
    public List<Problem> problems() {
        return problems;
    }

    private List<Pipe> ofKind(PipeKind kind) {
        return project.pipes().values().stream().filter(p -> p.kind() == kind).toList();
    }

    private Map<String, Pipe> inlineTargets() {
        Map<String, Pipe> inline = new TreeMap<>();
        ofKind(PipeKind.MATERIALIZED).forEach(pipe -> {
            String target = pipe.outputNode().section().value("DATASOURCE");
            boolean declared = dataSources.containsKey(target) || project.broken(target);
            if (!target.isEmpty()
                    && !declared
                    && !pipe.outputNode().section().value("ENGINE").isEmpty()) {
                inline.putIfAbsent(target, pipe);
            }
        });
        return inline;
    }

    private void target(Pipe pipe) {
        if (pipe.kind() != PipeKind.MATERIALIZED && pipe.kind() != PipeKind.COPY) {
            return;
        }
        String directive = pipe.kind() == PipeKind.COPY ? "TARGET_DATASOURCE" : "DATASOURCE";
        Optional<Directive> named = pipe.outputNode()
                .section()
                .find(directive)
                .or(() -> pipe.file().head().find(directive));
        if (named.isEmpty() || named.get().value().isBlank()) {
            error(
                    ErrorCode.FILE_SYNTAX,
                    pipe.file().at(pipe.outputNode().section().line()),
                    "The " + pipe.kind().text() + " node '" + pipe.outputNode().name()
                            + "' does not say where it writes to; add '" + directive + " name'.");
            return;
        }
        String target = named.get().value().strip();
        if (dataSources.containsKey(target)) {
            targets.put(pipe.name(), target);
        } else if (!project.broken(target)) {
            error(
                    ErrorCode.UNKNOWN_RESOURCE,
                    pipe.file().at(named.get()),
                    "There is no data source '" + target + "'."
                            + NearestName.hint(target, dataSources.keySet())
                            + " The target of a pipe is declared in a file such as datasources/" + target
                            + ".datasource.");
        }
    }

    /** With JSON paths, or when no view and no copy writes it. */
    private Set<String> landing() {
        Set<String> written = new HashSet<>(targets.values());
        Set<String> names = new TreeSet<>();
        dataSources.values().stream()
                .filter(t -> !written.contains(t.name())
                        || t.columns().stream().anyMatch(c -> !c.jsonPath().isEmpty()))
                .map(TableSpec::name)
                .forEach(names::add);
        return names;
    }

    /** A materialized pipe with what it reads, before the order is known. */
    private record Draft(Pipe pipe, Pipe whole, TranslatedQuery plain, String source, String target) {}

    private List<ViewPlan> views() {
        Map<String, Draft> drafts = new TreeMap<>();
        ofKind(PipeKind.MATERIALIZED).forEach(p -> draft(p).ifPresent(d -> drafts.put(p.name(), d)));
        ViewOrder order = new ViewOrder(drafts.values().stream()
                .map(d -> new ViewOrder.Edge(d.pipe.name(), d.source, d.target))
                .toList());
        Optional<List<String>> circle = order.circle();
        if (circle.isPresent()) {
            Pipe first = project.pipes().get(circle.get().get(1).substring("pipe ".length()));
            error(
                    ErrorCode.INVALID_PROJECT,
                    place(first),
                    "Materialized pipes feed each other in a circle: " + String.join(" → ", circle.get())
                            + ". Let one of them write to another data source.");
            return List.of();
        }
        List<ViewPlan> views = new ArrayList<>();
        order.ordered().stream()
                .map(drafts::get)
                .filter(d -> !fedByABrokenView(d, drafts))
                .forEach(d -> views.addAll(view(d, order)));
        return views;
    }

    /** Whether a view that writes the source has been reported already: what feeds it cannot be told. */
    private boolean fedByABrokenView(Draft draft, Map<String, Draft> drafts) {
        return ofKind(PipeKind.MATERIALIZED).stream()
                .filter(p -> draft.source.equals(targets.get(p.name())))
                .anyMatch(p -> !drafts.containsKey(p.name()) || fedByABrokenView(drafts.get(p.name()), drafts));
    }

    private Optional<Draft> draft(Pipe pipe) {
        String target = targets.get(pipe.name());
        Optional<TranslatedQuery> query = translated(pipe, TranslationMode.PLAIN);
        if (target == null || query.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> mismatch = OutputCheck.check(query.get().columns(), dataSources.get(target));
        mismatch.ifPresent(
                m -> error(ErrorCode.INVALID_PROJECT, place(pipe), "The pipe does not fit its target: " + m));
        Set<String> tables = query.get().tables();
        if (tables.isEmpty()) {
            error(
                    ErrorCode.INVALID_PROJECT,
                    place(pipe),
                    "A materialized node works on the rows of a data source, but '"
                            + pipe.outputNode().name() + "' reads none; name one after FROM.");
            return Optional.empty();
        }
        // As in the engine that defined the dialect: the left-most table is the one whose blocks the node sees.
        String source = tables.iterator().next();
        tables.stream().filter(t -> !t.equals(source)).forEach(t -> checkJoined(pipe, t));
        if (mismatch.isPresent()) {
            return Optional.empty();
        }
        Pipe whole = MissingColumns.completed(pipe, query.get().columns(), dataSources.get(target));
        return (whole == pipe ? query : translated(whole, TranslationMode.PLAIN))
                .map(plain -> new Draft(pipe, whole, plain, source, target));
    }

    private void checkJoined(Pipe pipe, String table) {
        boolean quarantine = !dataSources.containsKey(table);
        if (quarantine || resources.tables().get(table).engine().kind() == EngineClause.Kind.NULL) {
            error(
                    ErrorCode.UNSUPPORTED_SQL,
                    place(pipe),
                    "The materialized node '" + pipe.outputNode().name() + "' joins '" + table + "', which "
                            + (quarantine ? "is a quarantine" : "has the engine Null and keeps no rows")
                            + "; it can join the rows of data sources that keep them.");
        }
    }

    /** One for each landing data source whose blocks reach the node, since each log is a feed of its own. */
    private List<ViewPlan> view(Draft draft, ViewOrder order) {
        Pipe pipe = draft.pipe;
        Set<String> roots = order.roots(draft.source, landing);
        if (roots.isEmpty()) {
            // Rows come only when a copy runs: the run takes the views with it.
            Set<String> copied = new HashSet<>(targets.values());
            ofKind(PipeKind.MATERIALIZED).forEach(p -> copied.remove(targets.get(p.name())));
            roots = Set.copyOf(
                    order.roots(draft.source, copied).stream().limit(1).toList());
        }
        if (roots.isEmpty()) {
            error(
                    ErrorCode.UNSUPPORTED_SQL,
                    place(pipe),
                    "The materialized node '" + pipe.outputNode().name() + "' reads '" + draft.source
                            + "', which is a quarantine; it has to read a data source.");
            return List.of();
        }
        TranslatedQuery sql =
                translated(draft.whole, TranslationMode.keyed(draft.source)).orElse(draft.plain);
        String feed = Feed.view(pipe.name(), pipe.outputNode().name());
        boolean one = roots.size() == 1;
        ViewKeys keys = keys(draft);
        List<ViewPlan> views = roots.stream()
                .sorted()
                .map(root -> new ViewPlan(
                        one ? feed : Feed.ofRoot(feed, root),
                        pipe.name(),
                        pipe.outputNode().name(),
                        draft.source,
                        root,
                        draft.target,
                        sql,
                        draft.plain.columns().stream().map(OutputColumn::name).toList(),
                        keys))
                .toList();
        askEngine(draft, views.get(0));
        return views;
    }

    private ViewKeys keys(Draft draft) {
        PipeTranslator translator = new PipeTranslator(dialect, resources, Map.of(), files.variables());
        Map<String, TableSpec> tables = resources.tables();
        return new ViewKeysReader(translator)
                .of(draft.whole, draft.plain, tables.get(draft.source), tables.get(draft.target));
    }

    private void askEngine(Draft draft, ViewPlan view) {
        Map<String, TableSpec> tables = resources.tables();
        ViewSql sql = new ViewSql(view, tables.get(view.target()), EngineWorker::rows);
        engine.add(new EngineCheck.Query(
                new PipeTranslator(dialect, resources, Map.of(), files.variables()),
                draft.whole,
                draft.whole.output(),
                view.sql().keyed() ? TranslationMode.keyed(view.source()) : TranslationMode.PLAIN,
                sql.alone(EngineWorker.blocks(view.source()), 0, 0, 0),
                engine.tables(view.sql(), tables),
                draft.whole.nodes().stream().noneMatch(n -> n.sql().startsWith("%"))));
    }

    private Optional<TranslatedQuery> translated(Pipe pipe, TranslationMode mode) {
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
    private boolean namesBroken(PipitException e) {
        return e.code() == ErrorCode.UNKNOWN_TABLE && project.namedBroken(e.getMessage());
    }

    private Optional<CopyPlan> copy(Pipe pipe, List<ViewPlan> views) {
        String target = targets.get(pipe.name());
        String schedule = "";
        CopyPlan.Mode mode = CopyPlan.Mode.APPEND;
        Optional<Directive> written = pipe.outputNode().section().find("COPY_SCHEDULE");
        try {
            schedule = written.map(d -> Schedules.cron(d.value())).orElse("");
        } catch (PipitException e) {
            error(e.code(), pipe.file().at(written.orElseThrow()), e.getMessage());
        }
        Optional<Directive> modeWritten = pipe.outputNode().section().find("COPY_MODE");
        if (modeWritten.isPresent()) {
            String text = modeWritten.get().value().strip().toUpperCase(Locale.ROOT);
            if (text.equals("REPLACE") || text.equals("APPEND")) {
                mode = CopyPlan.Mode.valueOf(text);
            } else if (text.equals("LAMBDA")) {
                mode = CopyPlan.Mode.REPLACE;
            } else {
                error(
                        ErrorCode.FILE_SYNTAX,
                        pipe.file().at(modeWritten.get()),
                        "COPY_MODE '" + modeWritten.get().value()
                                + "' is not known; expected append, replace or lambda."
                                + NearestName.hint(text, List.of("append", "replace", "lambda")));
            }
        }
        if (target == null) {
            return Optional.empty();
        }
        checkCopy(pipe, dataSources.get(target));
        boolean lambda = modeWritten
                .filter(m -> m.value().strip().equalsIgnoreCase("lambda"))
                .isPresent();
        Optional<LambdaPlan> fresh = lambda
                ? new LambdaChecks(dialect, resources, dataSources, landing, targets, problems)
                        .plan(pipe, dataSources.get(target), files.variables(), views)
                : Optional.empty();
        return Optional.of(new CopyPlan(pipe.name(), target, mode, schedule, fresh));
    }

    private void checkCopy(Pipe pipe, TableSpec target) {
        new EndpointChecks(dialect, resources, problems, this::namesBroken, engine)
                .sample(pipe)
                .map(query -> {
                    copied.put(pipe.name(), query.tables());
                    return query;
                })
                .flatMap(query -> OutputCheck.check(query.columns(), target))
                .ifPresent(
                        m -> error(ErrorCode.INVALID_PROJECT, place(pipe), "The pipe does not fit its target: " + m));
    }

    private void sink(Pipe pipe) {
        ProblemSink sink = new ProblemSink(pipe.file().path());
        SinkChecks.check(pipe.outputNode().section(), sink);
        problems.addAll(sink.problems());
        problems.add(new Problem(
                Severity.WARNING,
                ErrorCode.INVALID_PROJECT,
                place(pipe),
                "Sinks are not run yet; the pipe '" + pipe.name() + "' is checked and otherwise left alone."));
        new EndpointChecks(dialect, resources, problems, this::namesBroken, engine).sample(pipe);
    }

    private static SourcePosition place(Pipe pipe) {
        return pipe.file().at(pipe.outputNode().section().line());
    }

    private void error(ErrorCode code, SourcePosition position, String message) {
        problems.add(new Problem(Severity.ERROR, code, position, message));
    }
}
