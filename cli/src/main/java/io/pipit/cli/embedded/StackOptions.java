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
 */
public record StackOptions(Path project, Optional<Path> state, Map<String, String> flags) {
    /** Copies the flags. */
    public StackOptions {
        flags = Map.copyOf(flags);
    }
}
