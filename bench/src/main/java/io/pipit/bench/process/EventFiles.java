package io.pipit.bench.process;

import io.pipit.bench.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Events in files, for peers that read files. */
public final class EventFiles {
    private static final int CHUNK = 10_000;

    private EventFiles() {}

    /** Writes events {@code from} to {@code to} as NDJSON. */
    public static Path write(Setup setup, String name, long from, long to) {
        Path file = setup.folder(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long at = from; at < to; at += CHUNK) {
                out.write(setup.source().body(at, (int) Math.min(CHUNK, to - at)));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
