package io.pipit.intake;

import io.airlift.compress.zstd.ZstdInputStream;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a body is compressed. */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    ZSTD;

    /**
     * The coding named by the header {@code Content-Encoding}; null stands for none.
     *
     * @throws PipitException {@code UNSUPPORTED_ENCODING} that names what is supported
     */
    public static ContentCoding of(String header) {
        String name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                throw new PipitException(
                        ErrorCode.UNSUPPORTED_ENCODING,
                        "Content-Encoding '" + header + "' is not supported. Send the body as gzip, zstd or plain.");
        };
    }

    InputStream open(InputStream body) throws IOException {
        return switch (this) {
            case IDENTITY -> body;
            case GZIP -> new GZIPInputStream(body, 1 << 16);
            case ZSTD -> new ZstdInputStream(body);
        };
    }
}
