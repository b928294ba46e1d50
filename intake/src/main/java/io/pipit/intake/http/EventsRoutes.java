package io.pipit.intake.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.block.json.EventFormat;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.intake.ContentCoding;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.EventsRequest;
import io.pipit.intake.Receipt;
import io.pipit.intake.Visibility;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v0/events}: {@code name} of the data source, {@code format} (ndjson, json), {@code wait}.
 *
 * <p>Every answer of success comes after the log has acknowledged. 202: durable. 200 with {@code wait=true}: also shown by
 * this process; if that takes longer than the configured time, 202. The header {@code X-Pipit-Position} says which position
 * a reader can ask for to see the rows.
 */
public final class EventsRoutes {
    /** Path of the Events API. */
    public static final String PATH = "/v0/events";
    /** Header with the position that includes the rows of the request. */
    public static final String POSITION_HEADER = "X-Pipit-Position";
    /** Header of a request that can be repeated without harm. */
    public static final String KEY_HEADER = "Idempotency-Key";

    private static final Logger LOG = LoggerFactory.getLogger(EventsRoutes.class);
    private static final int LONGEST_KEY = 256;
    private static final List<String> FORMATS = List.of("ndjson", "json");

    private final EventsIntake intake;
    private final Visibility visibility;
    private final int visibleTimeoutMillis;
    private final IntakeObserver observer;

    /** Routes over an intake; {@code visibility} says when this process shows what was accepted. */
    public EventsRoutes(EventsIntake intake, Visibility visibility, int visibleTimeoutMillis) {
        this(intake, visibility, visibleTimeoutMillis, IntakeObserver.NONE);
    }

    /** Routes that are looked at. */
    public EventsRoutes(EventsIntake intake, Visibility visibility, int visibleTimeoutMillis, IntakeObserver observer) {
        this.intake = intake;
        this.visibility = visibility;
        this.visibleTimeoutMillis = visibleTimeoutMillis;
        this.observer = observer;
    }

    /** Adds the routes to a server. */
    public void register(JavalinDefaultRoutingApi routes) {
        routes.post(PATH, this::events);
    }

    private void events(Context context) {
        try {
            boolean wait = waits(context);
            EventsRequest request = request(context);
            CompletableFuture<Receipt> receipt = intake.accept(request);
            receipt.thenAccept(
                    done -> observer.took(request.dataSource(), done.successfulRows(), done.quarantinedRows(), ""));
            context.future(() -> receipt.thenCompose(done -> answer(context, done, wait))
                    .exceptionally(failure -> {
                        fail(context, failure);
                        return null;
                    }));
        } catch (RuntimeException e) {
            fail(context, e);
        }
    }

    private static EventsRequest request(Context context) {
        String name = context.queryParam("name");
        if (name == null || name.isBlank()) {
            throw new PipitException(
                    ErrorCode.MISSING_PARAMETER,
                    "The parameter 'name' is missing: say which data source the events are for, as in " + PATH
                            + "?name=events.");
        }
        Access.of(context.attribute(Access.ATTRIBUTE)).require(new Scope(Right.DATASOURCES_APPEND, name.strip()));
        ContentCoding coding = ContentCoding.of(context.header("Content-Encoding"));
        EventFormat format = format(context.queryParam("format"));
        String key = Optional.ofNullable(context.header(KEY_HEADER)).orElse("").strip();
        if (key.length() > LONGEST_KEY) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The header " + KEY_HEADER + " has " + key.length() + " characters; at most " + LONGEST_KEY
                            + " are taken.");
        }
        return new EventsRequest(name.strip(), format, coding, context.bodyInputStream(), contentLength(context), key);
    }

    private static long contentLength(Context context) {
        String header = context.header("Content-Length");
        try {
            return header == null ? -1 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static EventFormat format(String given) {
        String name = given == null ? "ndjson" : given.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "ndjson" -> EventFormat.NDJSON;
            case "json" -> EventFormat.JSON;
            default ->
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The parameter 'format' is '" + given + "'; it is ndjson (one object a line) or json."
                                + NearestName.hint(name, FORMATS));
        };
    }

    private static boolean waits(Context context) {
        String given = context.queryParam("wait");
        String value = given == null ? "false" : given.strip().toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default ->
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER, "The parameter 'wait' is '" + given + "'; it is true or false.");
        };
    }

    private CompletableFuture<Void> answer(Context context, Receipt receipt, boolean wait) {
        if (!wait) {
            write(context, receipt, 202);
            return CompletableFuture.completedFuture(null);
        }
        return visibility
                .whenVisible(receipt.position())
                .thenApply(shown -> true)
                .completeOnTimeout(false, visibleTimeoutMillis, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warn("It is not known when accepted rows are shown: {}", failure.toString());
                    return false; // they are durable all the same
                })
                .thenAccept(shown -> write(context, receipt, shown ? 200 : 202));
    }

    private static void write(Context context, Receipt receipt, int status) {
        context.status(status)
                .contentType("application/json; charset=utf-8")
                .header(POSITION_HEADER, receipt.position().toText())
                .result("{\"successful_rows\":" + receipt.successfulRows() + ",\"quarantined_rows\":"
                        + receipt.quarantinedRows() + "}");
    }

    private void fail(Context context, Throwable failure) {
        ErrorBody body = ErrorBody.of(failure);
        observer.took(Optional.ofNullable(context.queryParam("name")).orElse(""), 0, 0, body.message());
        if (body.code() == ErrorCode.INTERNAL) {
            LOG.error("A request to {} failed", PATH, failure);
        }
        context.status(body.status())
                .contentType("application/json; charset=utf-8")
                .result(body.toJson());
        body.retryAfterSeconds().ifPresent(s -> context.header("Retry-After", Integer.toString(s)));
    }
}
