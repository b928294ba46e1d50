package io.pipit.bench.result;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Results as JSON, one file a scenario: the last run of each. */
public final class ResultFiles {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    /** In a folder. */
    public ResultFiles(Path folder) {
        this.folder = folder;
    }

    /** Keeps a result. */
    public void write(Result result) {
        try {
            Files.createDirectories(folder);
            Files.writeString(file(result.scenario()), JSON.writeValueAsString(result) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last result of a scenario. */
    public Optional<Result> read(String scenario) {
        try {
            return Files.exists(file(scenario))
                    ? Optional.of(JSON.readValue(file(scenario).toFile(), Result.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String scenario) {
        return folder.resolve(scenario + ".json");
    }
}
