package io.pipit.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** How a peer's process talks with the one that measures it: a line out when a step is done, a line in to go on. */
final class Words {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The next line; nothing when the other side is gone. */
    String hear() throws IOException {
        return in.readLine();
    }
}
