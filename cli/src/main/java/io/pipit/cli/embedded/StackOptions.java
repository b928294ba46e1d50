package io.pipit.cli.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command says about the stack that it wants.
 *
 * @param project folder with the datafiles
 * @param state folder of the data, where it is not the configured one
 * @param flags configuration given on the command line, by key
 * @param environment whose schedules count, or the empty text
 */
public record StackOptions(Path project, Optional<Path> state, Map<String, String> flags, String environment) {
    /** Copies the flags. */
    public StackOptions {
        flags = Map.copyOf(flags);
    }

    /** In no environment. */
    public StackOptions(Path project, Optional<Path> state, Map<String, String> flags) {
        this(project, state, flags, "");
    }
}
