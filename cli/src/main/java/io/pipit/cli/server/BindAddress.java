package io.pipit.cli.server;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Where the server listens: loopback only, since whoever reaches it may do everything until there are tokens. */
public final class BindAddress {
    private BindAddress() {}

    /**
     * Makes sure, before anything is started, that the server will be able to listen there.
     *
     * @throws PipitException {@code ADDRESS_REFUSED} for an address that others can reach, {@code PORT_IN_USE}
     */
    public static void check(String address, int port) {
        InetAddress loopback = loopback(address);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback, port));
        } catch (BindException e) {
            throw inUse(port, e);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.ADDRESS_REFUSED, "Cannot listen on " + address + ":" + port + ": " + e.getMessage(), e);
        }
    }

    static PipitException inUse(int port, Throwable cause) {
        return new PipitException(
                ErrorCode.PORT_IN_USE,
                "Port " + port
                        + " is in use by another process. Stop it (another 'pipit dev' or 'pipit demo'?), or choose a"
                        + " free port with --port.",
                cause);
    }

    private static InetAddress loopback(String address) {
        try {
            InetAddress found = InetAddress.getByName(address);
            if (found.isLoopbackAddress()) {
                return found;
            }
        } catch (UnknownHostException e) {
            throw refused(address, e);
        }
        throw refused(address, null);
    }

    private static PipitException refused(String address, Throwable cause) {
        return new PipitException(
                ErrorCode.ADDRESS_REFUSED,
                "server.bind-address is '" + address
                        + "'; until there are tokens only a loopback address such as 127.0.0.1 is allowed, because whoever"
                        + " reaches the server may read and write everything.",
                cause);
    }
}
