package io.pipit.core.services;

import java.io.IOException;

/** A service that is killed, and started again on the same port and data. Its text is its name. */
public interface Service extends AutoCloseable {
    /** Ends it so that it cannot say good-bye. */
    void kill() throws IOException, InterruptedException;

    /** Starts it where it does not run; returns when it takes connections. */
    void start() throws IOException;
}
