package io.pipit.core.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that tests start, and start again after a kill. They lie below those that the system gives to connections: one
 * of these may be taken by any connection of any process before the process that a test starts has bound it.
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    /** Embedded brokers take theirs from here on. */
    private static final int BEHIND_LAST = 20_000;

    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port of the loopback address at which nobody listens. */
    public static int find() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
