package io.pipit.cli.client;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.net.URI;

/** Reads where a stack runs, as people write it. */
public final class Host {
    /** The port that a stack listens on unless told otherwise. */
    public static final int DEFAULT_PORT = 7181;

    private Host() {}

    /** Accepts {@code localhost}, {@code localhost:7181} and {@code http://localhost:7181/}. */
    public static URI parse(String text) {
        String whole = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = URI.create(whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole);
            if (uri.getHost() != null && uri.getPath().isEmpty()) {
                return uri.getPort() >= 0 ? uri : URI.create(whole.replaceAll("/$", "") + ":" + port(uri));
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(text, e);
        }
        throw unreadable(text, null);
    }

    private static int port(URI uri) {
        return "https".equals(uri.getScheme()) ? 443 : DEFAULT_PORT;
    }

    private static PipitException unreadable(String text, Throwable cause) {
        return new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "--host is '" + text + "'; expected is a host and a port, for instance localhost:7181.",
                cause);
    }
}
