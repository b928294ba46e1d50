package io.pipit.cli.embedded;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells people, in a few lines, how far the start is. Thread-safe. */
final class Progress {
    private final PrintWriter out;
    private final long startNanos = System.nanoTime();

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** One line. */
    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** A part is up. */
    void done(String part) {
        say(String.format(Locale.ROOT, "  %-38s %5.1f s", part, seconds()));
    }

    /** Since this was made. */
    double seconds() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / 1000.0;
    }
}
