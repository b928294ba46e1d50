package io.pipit.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.Receipt;
import io.pipit.intake.file.FileForm;
import io.pipit.intake.file.FileIntake;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v0/datasources?name=…&mode=append&format=csv|ndjson|parquet}: the rows of a file, as the body or as a part of a form named
 * after the format. With an {@code Idempotency-Key} the same file may be sent again when the answer was lost.
 */
public final class FileRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);

    private final FileIntake files;
    private final ObjectMapper json = new ObjectMapper();

    /** Routes over an intake. */
    public FileRoutes(FileIntake files) {
        this.files = files;
    }

    /** Adds the routes to a server. */
    public void register(JavalinDefaultRoutingApi routes) {
        routes.post("/v0/datasources", this::append);
    }

    private void append(Context context) {
        try {
            String mode = given(context, "mode").orElse("append").toLowerCase(Locale.ROOT);
            if (!mode.equals("append")) {
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The mode '" + mode + "' is not known here: files are appended (mode=append). To replace rows,"
                                + " truncate the data source first. Data sources are made by the project's files.");
            }
            String name = given(context, "name").orElseThrow(() -> missing("name"));
            FileForm form = FileForm.of(given(context, "format").orElse("ndjson"));
            String key =
                    Optional.ofNullable(context.header(EventsRoutes.KEY_HEADER)).orElse("");
            try (InputStream body = body(context, form)) {
                answer(context, files.append(name, form, body, key));
            }
        } catch (IOException e) {
            fail(context, new PipitException(ErrorCode.INVALID_BODY, "The file broke off: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(context, e);
        }
    }

    private static InputStream body(Context context, FileForm form) throws IOException {
        if (context.isMultipartFormData()) {
            UploadedFile part = Optional.ofNullable(context.uploadedFile(form.label()))
                    .or(() -> context.uploadedFiles().stream().findFirst())
                    .orElseThrow(() -> missing("the part '" + form.label() + "' of the form"));
            return part.content();
        }
        String coding = Optional.ofNullable(context.header("Content-Encoding")).orElse("identity");
        return switch (coding.toLowerCase(Locale.ROOT)) {
            case "gzip" -> new GZIPInputStream(context.bodyInputStream(), 1 << 16);
            case "identity" -> context.bodyInputStream();
            default ->
                throw new PipitException(
                        ErrorCode.UNSUPPORTED_ENCODING,
                        "The encoding '" + coding + "' is not known for files; gzip is, and none.");
        };
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

    private static Optional<String> given(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    private static PipitException missing(String what) {
        return new PipitException(
                ErrorCode.MISSING_PARAMETER,
                "Missing is " + what + ": POST /v0/datasources?name=NAME&mode=append&format=csv|ndjson|parquet with the"
                        + " file as the body.");
    }
}
