package io.pipit.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.access.Access;
import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.intake.Receipt;
import io.pipit.intake.file.FileForm;
import io.pipit.intake.file.FileIntake;
import io.pipit.intake.file.FileStage;
import io.pipit.intake.file.FileStage.Staged;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v0/datasources?name=…&mode=append|replace&format=csv|ndjson|parquet}: the rows of a file, as the body or as a part of a form
 * named after the format, or by {@code url=}. They become events where the data source takes some, else rows beside those of views and
 * copies. With an {@code Idempotency-Key} the same file may be appended again when the answer was
 * lost. {@code replace_condition} says which rows are replaced, and {@code replace_truncate_when_empty=true} lets a file without rows
 * empty the data source.
 */
public final class FileRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);
    private static final String CONDITION = "replace_condition";
    private static final String EMPTY = "replace_truncate_when_empty";
    private static final String CHECK = "check";

    private final FileIntake files;
    private final FileStage stage;
    private final FileChanges changes;
    private final IntakeObserver observer;
    private final ObjectMapper json = new ObjectMapper();

    /** Routes over an intake; the observer hears of files that are appended. */
    public FileRoutes(FileIntake files, FileStage stage, FileChanges changes, IntakeObserver observer) {
        this.files = files;
        this.stage = stage;
        this.changes = changes;
        this.observer = observer;
    }

    /** Adds the routes to a server. */
    public void register(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/datasources", this::take);
    }

    private void take(Context context) {
        try {
            FileRequest request = FileRequest.of(context);
            FileChanges.Wanted wanted = wanted(request, context.scheme() + "://" + context.host());
            Optional<String> url = request.given("url");
            Access access = Access.of(context.attribute(Access.ATTRIBUTE));
            if (access != Access.OPEN) {
                appending(wanted, url);
                access.require(new Scope(Right.DATASOURCES_APPEND, wanted.dataSource()));
            }
            if (url.isPresent()) {
                changes.check(wanted);
                write(
                        context,
                        changes.fetch(wanted, url.get(), request.given("format").orElse("")));
            } else if (wanted.append() && request.given(CHECK).orElse("").equals("true")) {
                if (!stage.byPipes(wanted.dataSource())) {
                    files.check(wanted.dataSource());
                }
                write(context, Map.of("name", wanted.dataSource()));
            } else if (wanted.append()) {
                append(context, request, wanted);
            } else {
                replace(context, request, wanted);
            }
        } catch (IOException e) {
            fail(context, new PipitException(ErrorCode.INVALID_BODY, "The file broke off: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(context, e);
        }
    }

    /** Tokens of data sources add what they bring along; they take nothing away, and let the server fetch nothing. */
    private static void appending(FileChanges.Wanted wanted, Optional<String> url) {
        if (!wanted.append() || url.isPresent()) {
            throw new PipitException(
                    ErrorCode.ACCESS_DENIED,
                    "A token with DATASOURCES:APPEND:" + wanted.dataSource()
                            + " appends files that it sends; replacing rows, and files by url, need the server's own token.");
        }
    }

    private static FileChanges.Wanted wanted(FileRequest request, String baseUrl) {
        String mode = request.given("mode").orElse("append").toLowerCase(Locale.ROOT);
        List<String> modes = List.of("append", "replace");
        if (!modes.contains(mode)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The mode '" + mode + "' is not known here; there are append and replace."
                            + NearestName.hint(mode, modes) + " Data sources are made by the project's files.");
        }
        return new FileChanges.Wanted(
                request.given("name").orElseThrow(() -> FileRequest.missing("name")),
                mode.equals("append"),
                request.given(CONDITION).orElse(""),
                request.given(EMPTY).orElse("false").equals("true"),
                baseUrl);
    }

    private void append(Context context, FileRequest request, FileChanges.Wanted wanted) throws IOException {
        FileForm form = FileForm.of(request.given("format").orElse("ndjson"));
        String name = wanted.dataSource();
        String key =
                Optional.ofNullable(context.header(EventsRoutes.KEY_HEADER)).orElse("");
        try (InputStream body = request.file(form)) {
            if (stage.byPipes(name)) {
                Staged rows = stage.stage(key, name, "", form, body, FileStage.Acceptance.ANY);
                write(context, changes.append(wanted, rows, key));
                observer.tookFile(name, rows.rows(), rows.quarantined());
                return;
            }
            Receipt receipt = files.append(name, form, body, key);
            observer.tookFile(name, receipt.successfulRows(), receipt.quarantinedRows());
            answer(context, receipt);
        }
    }

    private void replace(Context context, FileRequest request, FileChanges.Wanted wanted) throws IOException {
        changes.check(wanted);
        FileForm form = FileForm.of(request.given("format").orElse("ndjson"));
        Staged staged;
        try (InputStream body = request.file(form)) {
            staged = stage.stage(
                    UUID.randomUUID().toString(),
                    wanted.dataSource(),
                    wanted.condition(),
                    form,
                    body,
                    rows -> changes.accept(wanted, rows));
        }
        write(context, changes.replace(wanted, staged));
    }

    private void write(Context context, Map<String, Object> answer) throws IOException {
        context.contentType("application/json; charset=utf-8").result(json.writeValueAsString(answer));
    }

    private void answer(Context context, Receipt receipt) {
        ObjectNode answer = json.createObjectNode();
        answer.put("import_id", UUID.randomUUID().toString());
        answer.put("successful_rows", receipt.successfulRows());
        answer.put("quarantined_rows", receipt.quarantinedRows());
        if (!receipt.position().equals(PositionVector.START)) {
            context.header(EventsRoutes.POSITION_HEADER, receipt.position().toText());
        }
        context.contentType("application/json; charset=utf-8").result(answer.toString());
    }

    private static void fail(Context context, RuntimeException failure) {
        ErrorBody body = ErrorBody.of(failure);
        if (body.code() == ErrorCode.INTERNAL) {
            LOG.error("A file could not be taken", failure);
        }
        context.status(body.status())
                .contentType("application/json; charset=utf-8")
                .result(body.toJson());
        body.retryAfterSeconds().ifPresent(s -> context.header("Retry-After", Integer.toString(s)));
    }
}
