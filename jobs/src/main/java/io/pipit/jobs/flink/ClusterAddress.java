package io.pipit.jobs.flink;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the JobManager of a Flink cluster answers REST calls.
 *
 * @param host name or address
 * @param port usually 8081
 * @param path before the paths of the interface, or the empty text
 */
public record ClusterAddress(String host, int port, String path) {
    private static final int USUAL_PORT = 8081;

    /**
     * Reads {@code http://host:8081}, {@code host:8081} or {@code host}.
     *
     * @throws PipitException {@code INVALID_CONFIG} for anything else
     */
    public static ClusterAddress parse(String text) {
        String given = text.strip();
        try {
            URI uri = new URI(given.contains("://") ? given : "http://" + given);
            if (!uri.getScheme().equals("http")) {
                throw wrong(
                        given,
                        "'" + uri.getScheme()
                                + "' is not supported: the REST interface is reached over http, where it is private");
            }
            if (uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null) {
                throw wrong(given, "it has no host and port alone");
            }
            String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
            return new ClusterAddress(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), path);
        } catch (URISyntaxException e) {
            throw wrong(given, e.getReason());
        }
    }

    /** Whether it is an address of this machine alone. */
    public boolean loopback() {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    @Override
    public String toString() {
        return "http://" + host + ":" + port + path;
    }

    private static PipitException wrong(String given, String why) {
        return new PipitException(
                ErrorCode.INVALID_CONFIG,
                "'" + given + "' is no address of a Flink cluster: " + why
                        + ". Expected is that of its REST interface, for instance http://jobmanager:8081.");
    }
}
