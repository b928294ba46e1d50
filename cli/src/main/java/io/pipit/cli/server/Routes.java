package io.pipit.cli.server;

import io.javalin.router.JavalinDefaultRoutingApi;

/** Routes that a part of the stack offers. */
@FunctionalInterface
public interface Routes {
    /** Adds them. */
    void addTo(JavalinDefaultRoutingApi routes);
}
