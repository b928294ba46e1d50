package io.pipit.intake.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.intake.file.FileForm;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A request with a file: what it says of the file, in the query or in a form, and the file, as the body or as a part of a form. curl calls
 * every body a form; it is one where it begins as one, with a parameter of the route, and the file else.
 */
final class FileRequest {
    private static final Pattern FORM = Pattern.compile(
            "(?:name|mode|format|url|check|replace_condition|replace_truncate_when_empty|token|debug|progress|dialect_\\w+)=.*",
            Pattern.DOTALL);
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_FORM = 1 << 20;

    private final Context context;
    private final Optional<InputStream> body;
    private final Function<String, String> form;

    /** A request; {@code body} is the file, empty where there is none but in a part of the form. */
    private FileRequest(Context context, Optional<InputStream> body, Function<String, String> form) {
        this.context = context;
        this.body = body;
        this.form = form;
    }

    /** Reads no more of a file than what tells that it is one. */
    static FileRequest of(Context context) throws IOException {
        if (context.isMultipartFormData()) {
            return new FileRequest(context, Optional.empty(), context::formParam);
        }
        InputStream body = new BufferedInputStream(context.bodyInputStream(), 1 << 16);
        if (context.isFormUrlencoded() && beginsAsForm(body)) {
            byte[] text = body.readNBytes(LONGEST_FORM);
            return new FileRequest(context, Optional.empty(), fields(new String(text, StandardCharsets.UTF_8))::get);
        }
        return new FileRequest(context, Optional.of(body), name -> null);
    }

    private static boolean beginsAsForm(InputStream body) throws IOException {
        body.mark(LONGEST_NAME);
        String start = new String(body.readNBytes(LONGEST_NAME), StandardCharsets.ISO_8859_1);
        body.reset();
        return FORM.matcher(start).matches();
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.putIfAbsent(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The form has '" + text + "', which is not encoded as forms are: a percent sign is %25.",
                    e);
        }
    }

    /** A parameter that is not blank. */
    Optional<String> given(String name) {
        String text = context.queryParam(name);
        return Optional.ofNullable(text != null ? text : form.apply(name)).filter(value -> !value.isBlank());
    }

    /** The file. */
    InputStream file(FileForm kind) throws IOException {
        if (context.isMultipartFormData()) {
            UploadedFile part = Optional.ofNullable(context.uploadedFile(kind.label()))
                    .or(() -> context.uploadedFiles().stream().findFirst())
                    .orElseThrow(() -> missing("the part '" + kind.label() + "' of the form"));
            return part.content();
        }
        InputStream file = body.orElseThrow(() -> missing("the file"));
        String coding = Optional.ofNullable(context.header("Content-Encoding")).orElse("identity");
        return switch (coding.toLowerCase(Locale.ROOT)) {
            case "gzip" -> new GZIPInputStream(file, 1 << 16);
            case "identity" -> file;
            default ->
                throw new PipitException(
                        ErrorCode.UNSUPPORTED_ENCODING,
                        "The encoding '" + coding + "' is not known for files; gzip is, and none.");
        };
    }

    /** Something that the request lacks. */
    static PipitException missing(String what) {
        return new PipitException(
                ErrorCode.MISSING_PARAMETER,
                "Missing is " + what + ": POST /v0/datasources?name=NAME&mode=append|replace&format=csv|ndjson|parquet"
                        + " with the file as the body, or with url=….");
    }
}
