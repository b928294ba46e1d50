package io.pipit.core.project;

import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.compile.LoadedProject;
import io.pipit.core.project.compile.OutputCheck;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.foreign.ForeignColumns;
import io.pipit.core.project.foreign.ForeignTables;
import io.pipit.core.project.pipe.MissingColumns;
import io.pipit.core.project.pipe.Pipe;
import io.pipit.core.project.pipe.PipeKind;
import io.pipit.core.project.pipe.PipeNode;
import io.pipit.core.project.pipe.PipeParameters;
import io.pipit.core.project.pipe.PipeTranslator;
import io.pipit.core.project.pipe.Resources;
import io.pipit.core.project.spread.Spread;
import io.pipit.core.project.spread.SpreadPlanner;
import io.pipit.core.project.template.Template;
import io.pipit.core.project.template.TemplateVariables;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.core.sql.TranslationMode;
import io.pipit.core.sql.range.RangedQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns requests into translated queries: renders the templates of the pipe's nodes with the request's parameters, then parses
 * and translates; results are cached by the rendered text. Thread-safe.
 */
public final class PipeQueries {
    private static final int CACHED_QUERIES = 500;

    private final Dialect dialect = new Dialect();
    private final Resources resources;
    private final Plan plan;
    private final TemplateVariables variables;
    private final QueryCache cache = new QueryCache(CACHED_QUERIES);

    /** For a compiled project, with the secrets that came with its files. */
    public PipeQueries(Plan plan) {
        this(plan, plan.files().variables());
    }

    /** The same, which can also translate copies that read tables of other databases. */
    public PipeQueries(Plan plan, ForeignColumns columns) {
        this(plan, plan.files().variables(), columns);
    }

    /** For a compiled project, with these secrets only. */
    public PipeQueries(Plan plan, TemplateVariables variables) {
        this(plan, variables, ForeignColumns.UNKNOWN);
    }

    private PipeQueries(Plan plan, TemplateVariables variables, ForeignColumns columns) {
        this.plan = plan;
        this.resources = new Resources(
                plan.tables(),
                LoadedProject.of(plan.files(), dialect).pipes(),
                new ForeignTables(plan.files(), columns));
        this.variables = variables;
    }

    /**
     * The query of a pipe (endpoint, copy or untyped).
     *
     * @param parameters values as the request gave them, several for a repeated name
     * @throws io.pipit.core.error.PipitException {@code UNKNOWN_ENDPOINT}, {@code MISSING_PARAMETER},
     *     {@code INVALID_PARAMETER}, {@code TEMPLATE_ERROR}, or what the dialect throws; {@code INVALID_PROJECT} for a copy that reads
     *     another database and does not fit its target, which no build could tell
     */
    public TranslatedQuery pipe(String pipe, Map<String, List<String>> parameters) {
        return pipe(pipe, parameters, target(pipe), TranslationMode.PLAIN);
    }

    /**
     * The query of a copy for who puts its rows into the target: in whatever order, where that does not matter there.
     *
     * @throws io.pipit.core.error.PipitException as {@link #pipe}
     */
    public TranslatedQuery copied(String pipe, Map<String, List<String>> parameters) {
        TableSpec target = target(pipe);
        boolean anyOrder = target != null && target.anyOrder();
        return pipe(pipe, parameters, target, anyOrder ? TranslationMode.ANY_ORDER : TranslationMode.PLAIN);
    }

    private TableSpec target(String pipe) {
        CopyPlan copy = plan.copies().get(pipe);
        return copy == null ? null : plan.tables().get(copy.target());
    }

    private TranslatedQuery pipe(
            String pipe, Map<String, List<String>> parameters, TableSpec target, TranslationMode mode) {
        Pipe found = answering(pipe);
        TranslatedQuery query = translated(found, parameters, mode);
        if (target != null && !query.foreign().isEmpty()) {
            OutputCheck.check(query.columns(), target).ifPresent(wrong -> {
                throw new PipitException(
                        ErrorCode.INVALID_PROJECT, "The copy '" + pipe + "' does not fit its target: " + wrong);
            });
        }
        Pipe whole = target == null ? found : MissingColumns.completed(found, query.columns(), target);
        return whole == found ? query : translated(whole, parameters, mode);
    }

    /**
     * The result columns that say in which order a pipe's rows come: rows that are equal in all of them may come in any order. Empty when any
     * order is right.
     */
    public List<String> order(String pipe, Map<String, List<String>> parameters) {
        Pipe found = answering(pipe);
        return new PipeTranslator(dialect, resources, parameters, variables).order(found, found.output());
    }

    /** How a pipe's query may be divided over tasks. */
    public Spread spread(String pipe, Map<String, List<String>> parameters) {
        Pipe found = answering(pipe);
        TranslatedQuery query = pipe(pipe, parameters);
        if (!query.foreign().isEmpty()) {
            return Spread.one(
                    plan.files().variables().masked(resources.foreign().describe(query)));
        }
        PipeTranslator translator = new PipeTranslator(dialect, resources, parameters, variables);
        return new SpreadPlanner(dialect, plan.tables())
                .of(query, () -> translator.keys(found, found.output(), name -> plan.table(name)));
    }

    /**
     * Which rows a pipe's query takes, as far as its conditions say that by ranges of values.
     *
     * @throws io.pipit.core.error.PipitException as {@link #pipe}
     */
    public RangedQuery ranges(String pipe, Map<String, List<String>> parameters) {
        Pipe found = answering(pipe);
        return new PipeTranslator(dialect, resources, parameters, variables).ranges(found, found.output());
    }

    /** The tables of other databases that queries of these read. */
    public ForeignTables foreign() {
        return resources.foreign();
    }

    /** The names of the parameters that a pipe declares, and those of the pipes that it reads. */
    public List<String> parameters(String pipe) {
        return PipeParameters.of(answering(pipe), resources).stream()
                .map(EndpointPlan.Parameter::name)
                .toList();
    }

    /** Whether parameters may change what a pipe gives. */
    public boolean takesParameters(String pipe) {
        return PipeParameters.templates(answering(pipe), resources);
    }

    private Pipe answering(String pipe) {
        Pipe found = resources.pipes().get(pipe);
        boolean answers = found != null && (found.kind().readable() || found.kind() == PipeKind.COPY);
        if (!answers) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_ENDPOINT,
                    found == null
                            ? "There is no pipe '" + pipe + "'."
                                    + NearestName.hint(pipe, plan.endpoints().keySet())
                            : "'" + pipe + "' is a " + found.kind().text() + " pipe and answers no requests.");
        }
        return found;
    }

    /** A query over the project's tables and pipes; a text that starts with {@code %} is a template. */
    public TranslatedQuery sql(String sql, Map<String, List<String>> parameters) {
        return translated(query(sql), parameters, TranslationMode.PLAIN);
    }

    /**
     * A query with its text for people.
     *
     * @param text as it was rendered, without the values of secrets; what it reads of other nodes and pipes stands before it in WITH
     */
    public record Explained(String text, TranslatedQuery query) {}

    /**
     * A node of a pipe, or its last one where none is named.
     *
     * @throws io.pipit.core.error.PipitException as {@link #pipe}, and {@code UNKNOWN_ENDPOINT} where the pipe has no such node
     */
    public Explained explained(String pipe, String node, Map<String, List<String>> parameters) {
        Pipe found = answering(pipe);
        List<String> names = found.nodes().stream().map(PipeNode::name).toList();
        int index = node.isEmpty() ? found.output() : names.indexOf(node);
        if (index < 0) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_ENDPOINT,
                    "The pipe '" + pipe + "' has no node '" + node + "'." + NearestName.hint(node, names));
        }
        return explained(found, index, parameters);
    }

    /** The same of a query, as {@link #sql}. */
    public Explained explainedSql(String sql, Map<String, List<String>> parameters) {
        Pipe query = query(sql);
        return explained(query, query.output(), parameters);
    }

    private Explained explained(Pipe pipe, int node, Map<String, List<String>> parameters) {
        PipeTranslator translator = new PipeTranslator(dialect, resources, parameters, variables);
        translator.texts(pipe, node);
        TranslatedQuery query = translator.translate(pipe, node, TranslationMode.PLAIN);
        return new Explained(plan.files().variables().masked(translator.shown(pipe, node)), query);
    }

    /**
     * What a query names: data sources and pipes, not what these pipes read.
     *
     * @throws io.pipit.core.error.PipitException as {@link #sql}
     */
    public Set<Scope> reads(String sql, Map<String, List<String>> parameters) {
        Pipe query = query(sql);
        PipeTranslator translator = new PipeTranslator(dialect, resources, parameters, variables);
        return translator.named(query, query.output()).stream()
                .map(name -> new Scope(
                        resources.pipes().containsKey(name) ? Right.PIPES_READ : Right.DATASOURCES_READ, name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Pipe query(String sql) {
        Section section = new Section("query", 1, List.of());
        PipeNode node = new PipeNode("query", section, sql, Template.parse(sql, "query", 1));
        Datafile file = new Datafile(DatafileKind.PIPE, "query", "query", section, List.of(section));
        return new Pipe("", file, PipeKind.INTERNAL, List.of(node), 0);
    }

    private TranslatedQuery translated(Pipe pipe, Map<String, List<String>> parameters, TranslationMode mode) {
        PipeTranslator translator = new PipeTranslator(dialect, resources, parameters, variables);
        String texts = mode + translator.texts(pipe, pipe.output());
        return cache.get(texts, () -> translator.translate(pipe, pipe.output(), mode));
    }
}
