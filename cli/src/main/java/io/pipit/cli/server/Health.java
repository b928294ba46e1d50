package io.pipit.cli.server;

import java.util.List;
import java.util.Map;

/** How the stack is. */
public interface Health {
    /** Why events are not accepted or endpoints do not answer; empty means ready. */
    List<String> obstacles();

    /** What else is worth knowing, by part. */
    Map<String, Object> details();
}
