package io.pipit.cli.embedded;

import io.pipit.core.config.LogSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many partitions the logs of an embedded broker have where no number is configured. It goes by the machine: with one each for few processors, blocks wait for
 * each other in one task, whose statements then serve more of them. A folder that is taken to another machine keeps what it has, so the number is written down when
 * the first log is made.
 */
final class KeptPartitions {
    private static final String FILE = "partitions";

    private final LogSettings configured;
    private final StateFolder state;

    KeptPartitions(LogSettings configured, StateFolder state) {
        this.configured = configured;
        this.state = state;
    }

    /** What is configured, else what was kept, else what suits so many processors; that is kept from now on. */
    int count(int processors) {
        if (configured.partitions() > 0) {
            return configured.partitions();
        }
        Path file = state.path().resolve(FILE);
        try {
            if (Files.exists(file)) {
                return Integer.parseInt(Files.readString(file).strip());
            }
            int count = hasLogs() ? configured.partitionsElsewhere() : configured.partitionsHere(processors);
            Files.writeString(file, count + "\n");
            return count;
        } catch (IOException | NumberFormatException e) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "The file " + file + " should hold how many partitions the logs have: " + e.getMessage()
                            + ". Set log.partitions to their number.",
                    e);
        }
    }

    /** Logs that were made when nothing was kept have the usual number. */
    private boolean hasLogs() throws IOException {
        try (Stream<Path> files = Files.list(state.log())) {
            return files.findAny().isPresent();
        }
    }
}
