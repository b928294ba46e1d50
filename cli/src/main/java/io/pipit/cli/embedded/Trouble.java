package io.pipit.cli.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why something that is done again and again cannot be done at the moment. Written by one thread. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private volatile String now = "";

    /** Does it, and remembers why it failed. */
    void of(Runnable step) {
        try {
            step.run();
            now = "";
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(now)) {
                LOG.warn("This process stays as it is: {}", message);
            }
            now = message;
        }
    }

    /** The empty text when there is none. */
    String now() {
        return now;
    }
}
