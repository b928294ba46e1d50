package io.pipit.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that is measured. It says on standard output how far it is; killed with all its children when it is closed. */
public final class Child implements AutoCloseable {
    private static final int KEPT_LINES = 30;

    private final Process process;
    private final BufferedReader output;
    private final Writer input;
    private final ProcessTree tree;
    private final Deque<String> last = new ArrayDeque<>();

    private Child(Process process) {
        this.process = process;
        this.output = process.inputReader();
        this.input = process.outputWriter();
        this.tree = new ProcessTree(process.toHandle());
    }

    /** Starts a command. */
    public static Child start(List<String> command, Map<String, String> environment, Path folder) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
            builder.environment().putAll(environment);
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that begins like this; the rest of it. */
    public String await(String beginning) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length()).strip();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(
                "The process ended before it said '" + beginning + "'. Its last words:\n" + String.join("\n", last));
    }

    /** Reads on in the background, so that the process never waits for a reader. */
    public void ignoreOutput() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (output.readLine() != null) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        // it has ended
                    }
                },
                "bench-output");
        thread.setDaemon(true);
        thread.start();
    }

    private void keep(String line) {
        last.addLast(line);
        if (last.size() > KEPT_LINES) {
            last.removeFirst();
        }
    }

    /** Waits for its end; its last words where it failed. */
    public Optional<String> failure() {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return awaitEnd() ? Optional.empty() : Optional.of(String.join("\n", last));
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this is its number. */
    public boolean is(long pid) {
        return process.pid() == pid;
    }

    /** What it and its children have taken. */
    public ProcessTree tree() {
        return tree;
    }

    /** Waits for its end; false when it failed. */
    public boolean awaitEnd() {
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@code kill -9}; returns when it is gone. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
