package io.pipit.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.format.OutputFormat;
import io.pipit.serving.query.Question;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The routes of queries.
 *
 * <pre>
 *   GET|POST /v0/pipes/{name}.{json,ndjson,csv,csvwithnames,parquet,prometheus}   an endpoint; parameters by query, form or JSON body
 *   GET|POST /v0/sql                                                   a SELECT: q by query or form, a JSON body, or the body itself
 *   GET      /v0/pipes, /v0/pipes/{name}, /v0/datasources              what there is
 *   GET      /v0/pipes/{name}.pipe, /v0/datasources/{name}.datasource  the texts of their files
 *   GET      /v0/pipes/{name}/explain, …/nodes/{node}/explain          the rendered query and the engine's plan; also with explain=true
 *   GET      /v0/pipes/openapi.json                         the endpoints as OpenAPI 3
 * </pre>
 *
 * <p>Failures are thrown as {@link PipitException}: the server that mounts the routes answers them.
 */
public final class ServingRoutes {
    private static final Map<String, OutputFormat> EXTENSIONS = new TreeMap<>(Map.of(
            "json", OutputFormat.JSON,
            "ndjson", OutputFormat.NDJSON,
            "csv", OutputFormat.CSV,
            "csvwithnames", OutputFormat.CSV_WITH_NAMES,
            "parquet", OutputFormat.PARQUET,
            "prometheus", OutputFormat.PROMETHEUS));

    private static final String OPEN_API = "openapi.json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PIPE = ".pipe";
    private static final String DATA_SOURCE = ".datasource";

    private final ServingLayer serving;
    private final QuestionReply reply;
    private final ExplainReply explain;
    private final RequestObserver observer;
    private final ObjectMapper json = new ObjectMapper();

    /** Routes to a serving layer, with a bound for each answer. */
    public ServingRoutes(ServingLayer serving, long resultLimitBytes) {
        this(serving, resultLimitBytes, RequestObserver.NONE);
    }

    /** Routes that are looked at. */
    public ServingRoutes(ServingLayer serving, long resultLimitBytes, RequestObserver observer) {
        this.serving = serving;
        this.reply = new QuestionReply(serving, resultLimitBytes);
        this.explain = new ExplainReply(serving);
        this.observer = observer;
    }

    /** Adds the routes to a server. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get(
                "/v0/pipes",
                context -> write(context, Map.of("pipes", catalogue().pipes())));
        routes.get("/v0/datasources", this::dataSources);
        routes.get("/v0/datasources/{name}", this::dataSource);
        routes.get("/v0/pipes/{file}", this::pipe);
        routes.post("/v0/pipes/{file}", this::pipe);
        routes.get("/v0/pipes/{pipe}/explain", context -> explain(context, ""));
        routes.get("/v0/pipes/{pipe}/nodes/{node}/explain", context -> explain(context, context.pathParam("node")));
        routes.get("/v0/sql", this::sql);
        routes.post("/v0/sql", this::sql);
    }

    private void pipe(Context context) {
        String file = context.pathParam("file");
        int dot = file.lastIndexOf('.');
        if (dot < 0) {
            write(context, catalogue().pipe(file));
            return;
        }
        if (file.equals(OPEN_API) && !serving.plan().endpoints().containsKey("openapi")) {
            write(context, openApi(access(context)).document());
            return;
        }
        String pipe = file.substring(0, dot);
        if (file.endsWith(PIPE) && context.method() == HandlerType.GET) {
            requireAll(context, "The text of a file");
            context.contentType(TEXT).result(new FileTexts(serving.plan()).pipe(pipe));
            return;
        }
        RequestWatch watch = new RequestWatch(context, pipe);
        watch.over(observer, () -> pipe(context, file, pipe, watch));
    }

    private void pipe(Context context, String file, String pipe, RequestWatch watch) {
        OutputFormat format = format(file.substring(pipe.length() + 1));
        RequestParameters parameters =
                RequestParameters.of(context).to(catalogue().declared(pipe));
        watch.parameters(parameters);
        Optional<String> over = parameters.first(RequestParameters.QUERY);
        if (parameters.explains()) {
            requireAll(context, "What explains a query");
            if (over.isEmpty()) {
                explain.pipe(context, pipe, "", parameters);
            } else {
                catalogue().pipe(pipe);
                explain.sql(
                        context,
                        FormatClause.of(PipeAlias.replace(over.get(), pipe)).sql(),
                        parameters);
            }
            return;
        }
        if (over.isEmpty()) {
            access(context).require(new Scope(Right.PIPES_READ, pipe));
            reply.answer(
                    watch,
                    context,
                    format,
                    parameters.jsonStyle(),
                    Question.pipe(pipe, parameters.ofTemplates(), parameters.minPosition()));
            return;
        }
        catalogue().pipe(pipe);
        FormatClause query = FormatClause.of(PipeAlias.replace(over.get(), pipe));
        requireReads(context, query.sql());
        reply.answer(
                watch,
                context,
                query.format().orElse(format),
                parameters.jsonStyle(),
                Question.sql(query.sql(), parameters.ofTemplates(), parameters.minPosition()));
    }

    private void explain(Context context, String node) {
        String pipe = context.pathParam("pipe");
        explain.pipe(
                context,
                pipe,
                node,
                RequestParameters.of(context).to(catalogue().declared(pipe)));
    }

    /** Files and queries say more than answers do. */
    private static void requireAll(Context context, String what) {
        if (access(context) != Access.OPEN) {
            throw new PipitException(ErrorCode.ACCESS_DENIED, what + " needs the server's own token.");
        }
    }

    /** The endpoints that the one who asks may ask. */
    private OpenApi openApi(Access access) {
        return new OpenApi(serving.plan().endpoints().values().stream()
                .filter(endpoint -> access.allows(new Scope(Right.PIPES_READ, endpoint.pipe())))
                .toList());
    }

    private static OutputFormat format(String extension) {
        OutputFormat format = EXTENSIONS.get(extension);
        if (format == null) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_ENDPOINT,
                    "Endpoints answer as " + String.join(", ", EXTENSIONS.keySet()) + ", not as '" + extension + "'."
                            + NearestName.hint(extension, EXTENSIONS.keySet()));
        }
        return format;
    }

    private void sql(Context context) {
        RequestWatch watch = new RequestWatch(context, RequestWatch.SQL);
        watch.over(observer, () -> sql(context, watch));
    }

    private void sql(Context context, RequestWatch watch) {
        RequestParameters parameters = RequestParameters.of(context);
        watch.parameters(parameters);
        String text = parameters.first(RequestParameters.QUERY).orElse(parameters.body());
        if (text.isBlank()) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "There is no query: send it as parameter q, as {\"q\": \"SELECT …\"}, or as the body.");
        }
        Optional<String> pipeline = parameters.first("pipeline");
        FormatClause query = FormatClause.of(pipeline.isPresent() ? PipeAlias.replace(text, pipeline.get()) : text);
        AsOfClause past = AsOfClause.of(query.sql(), parameters.first("as_of").orElse(""));
        if (parameters.explains()) {
            requireAll(context, "What explains a query");
            explain.sql(context, past.sql(), parameters);
            return;
        }
        requireReads(context, past.sql());
        reply.answer(
                watch,
                context,
                query.format().orElse(OutputFormat.TSV),
                parameters.jsonStyle(),
                Question.sql(past.sql(), parameters.ofTemplates(), parameters.minPosition())
                        .asOf(past.when()));
    }

    private static Access access(Context context) {
        return Access.of(context.attribute(Access.ATTRIBUTE));
    }

    /** Whoever may not do everything has to be allowed to read all that the query names. */
    private void requireReads(Context context, String sql) {
        Access access = access(context);
        if (access != Access.OPEN) {
            if (sql.stripLeading().startsWith("%")) {
                throw new PipitException(
                        ErrorCode.ACCESS_DENIED,
                        "A query that is a template, which may read secrets, needs the server's own token.");
            }
            serving.reads(sql).forEach(access::require);
        }
    }

    private void dataSources(Context context) {
        List<Map<String, Object>> sources =
                catalogue().dataSources(serving.status().tables());
        write(context, Map.of("datasources", sources));
    }

    private void dataSource(Context context) {
        String name = context.pathParam("name");
        if (name.endsWith(DATA_SOURCE)) {
            String source = name.substring(0, name.length() - DATA_SOURCE.length());
            context.contentType(TEXT).result(new FileTexts(serving.plan()).dataSource(source));
            return;
        }
        write(context, catalogue().dataSource(name, serving.status().tables()));
    }

    private Catalogue catalogue() {
        return new Catalogue(serving.plan());
    }

    private void write(Context context, Object body) {
        try {
            context.contentType("application/json; charset=utf-8").result(json.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
