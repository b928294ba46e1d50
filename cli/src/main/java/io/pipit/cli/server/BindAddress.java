package io.pipit.cli.server;

import io.pipit.cli.tls.ServerCertificate;
import io.pipit.cli.tls.Trust;
import io.pipit.core.config.ServerSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Where the server listens: on loopback, or with a token anywhere, since whoever reaches it may do everything. */
public final class BindAddress {
    private static final int SHORTEST_TOKEN = 16;

    private BindAddress() {}

    /**
     * Makes sure, before anything is started, that the server will be able to listen there.
     *
     * @throws PipitException {@code INVALID_CONFIG} for a token that is none and a certificate that cannot be used, {@code ADDRESS_REFUSED} for an address that others can
     *     reach where there is no token, {@code PORT_IN_USE}
     */
    public static void check(ServerSettings settings) {
        checkToken(settings.token());
        if (settings.tls().isOn()) {
            ServerCertificate.of(settings.tls());
        }
        Trust.authorities("server.tls.ca", settings.tls().ca());
        InetAddress address = address(settings);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, settings.port()));
        } catch (BindException e) {
            throw bindFailed(settings, e);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.ADDRESS_REFUSED,
                    "Cannot listen on " + settings.bindAddress() + ":" + settings.port() + ": " + e.getMessage(),
                    e);
        }
    }

    /** How this machine reaches a server that listens there. */
    public static String local(ServerSettings settings) {
        InetAddress address = address(settings);
        boolean localhost = address.isLoopbackAddress() || address.isAnyLocalAddress();
        return localhost ? "localhost" : advertised(settings);
    }

    /** How others reach a server that listens there: as in the address of a URL. */
    public static String advertised(ServerSettings settings) {
        String given = settings.advertisedAddress().strip();
        String host = given.isEmpty() ? settings.bindAddress() : given;
        try {
            if (given.isEmpty() && InetAddress.getByName(host).isAnyLocalAddress()) {
                host = InetAddress.getLocalHost().getHostAddress();
            }
        } catch (UnknownHostException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The address of this machine is not known (" + e.getMessage()
                            + "); say in server.advertised-address how other processes reach it.",
                    e);
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    static PipitException inUse(int port, Throwable cause) {
        return new PipitException(
                ErrorCode.PORT_IN_USE,
                "Port " + port
                        + " is in use by another process. Stop it (another 'pipit dev' or 'pipit demo'?), or choose a"
                        + " free port with --port.",
                cause);
    }

    /** An address that this machine does not have fails in the same way as a port that is in use. */
    private static PipitException bindFailed(ServerSettings settings, BindException e) {
        boolean foreign = String.valueOf(e.getMessage()).contains("assign");
        return foreign
                ? new PipitException(
                        ErrorCode.ADDRESS_REFUSED,
                        "server.bind-address is '" + settings.bindAddress() + "', which is no address of this machine.",
                        e)
                : inUse(settings.port(), e);
    }

    private static void checkToken(String token) {
        String text = token.strip();
        if (!text.isEmpty() && (text.length() < SHORTEST_TOKEN || !text.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "server.token has " + text.length() + " characters; expected are " + SHORTEST_TOKEN
                            + " at least, letters, digits and signs without spaces, as 'openssl rand -hex 24' makes them.");
        }
    }

    private static InetAddress address(ServerSettings settings) {
        InetAddress found;
        try {
            found = InetAddress.getByName(settings.bindAddress());
        } catch (UnknownHostException e) {
            throw new PipitException(
                    ErrorCode.ADDRESS_REFUSED,
                    "server.bind-address is '" + settings.bindAddress() + "', which is no address that is known here.",
                    e);
        }
        if (!found.isLoopbackAddress() && settings.token().isBlank()) {
            throw new PipitException(
                    ErrorCode.ADDRESS_REFUSED,
                    "server.bind-address is '" + settings.bindAddress()
                            + "', and there is no token: whoever reaches the server may read and write everything. Set"
                            + " PIPIT_TOKEN (or server.token), or listen on a loopback address such as 127.0.0.1.");
        }
        return found;
    }
}
