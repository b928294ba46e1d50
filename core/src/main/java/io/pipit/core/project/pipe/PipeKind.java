package io.pipit.core.project.pipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a pipe's result. */
public enum PipeKind {
    ENDPOINT,
    MATERIALIZED,
    COPY,
    SINK,
    /** Read by other pipes, and by name. */
    INTERNAL;

    /** The kind of a TYPE value, in any case. */
    static Optional<PipeKind> of(String type) {
        return Arrays.stream(values())
                .filter(k -> k != INTERNAL && k.text().equalsIgnoreCase(type))
                .findFirst();
    }

    /** The TYPE values. */
    static List<String> types() {
        return Arrays.stream(values())
                .filter(k -> k != INTERNAL)
                .map(PipeKind::text)
                .toList();
    }

    /** As it is written in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether others may read the pipe by its name. */
    public boolean readable() {
        return this == ENDPOINT || this == INTERNAL;
    }
}
