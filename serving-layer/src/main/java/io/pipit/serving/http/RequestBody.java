package io.pipit.serving.http;

import io.javalin.http.Context;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The text of a request's body, which may be compressed. */
final class RequestBody {
    /** A query of more than this is a mistake. */
    private static final int MOST_BYTES = 16 << 20;

    private final Context context;
    private final boolean compressed;

    /**
     * Of a request.
     *
     * @throws PipitException {@code INVALID_BODY} for another coding than gzip
     */
    RequestBody(Context context) {
        this.context = context;
        String coding = Optional.ofNullable(context.header("Content-Encoding"))
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
        this.compressed = coding.equals("gzip") || coding.equals("x-gzip");
        if (!compressed && !coding.equals("identity") && !coding.isEmpty()) {
            throw invalid(
                    "Content-Encoding '" + coding + "' is not supported here. Send the body as gzip or plain.", null);
        }
    }

    /** The text. */
    String text() {
        if (!compressed) {
            return context.body();
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(context.bodyAsBytes()))) {
            byte[] bytes = plain.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw invalid("The body has more than " + MOST_BYTES + " bytes when it is unpacked.", null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw invalid("The body is not gzip, as the header Content-Encoding says.", e);
        }
    }

    /** The fields of a form. */
    Map<String, List<String>> form() {
        return compressed ? form(text()) : context.formParamMap();
    }

    /** The fields of the text of a form. */
    static Map<String, List<String>> form(String text) {
        Map<String, List<String>> fields = new TreeMap<>();
        for (String field : text.split("&")) {
            int equals = field.indexOf('=');
            if (!field.isEmpty()) {
                String name = equals < 0 ? field : field.substring(0, equals);
                String value = equals < 0 ? "" : field.substring(equals + 1);
                fields.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private static PipitException invalid(String message, Exception cause) {
        return cause == null
                ? new PipitException(ErrorCode.INVALID_BODY, message)
                : new PipitException(ErrorCode.INVALID_BODY, message, cause);
    }
}
