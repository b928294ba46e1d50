package io.pipit.cli.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.cli.workspace.Fixture;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which contents of fixtures a stack has taken: a file in its state folder. Not thread-safe. */
final class FixtureLedger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final TreeMap<String, Set<String>> taken;

    /** Reads what was taken before. */
    FixtureLedger(StateFolder state) {
        this.file = state.path().resolve("fixtures.json");
        this.taken = read(file);
    }

    /** What tells the rows of a fixture from others. */
    static String content(Fixture fixture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fixture.form().name().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(fixture.text().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Whether a data source has these rows. */
    boolean holds(String dataSource, String content) {
        return taken.getOrDefault(dataSource, Set.of()).contains(content);
    }

    /** Whether a data source has rows of any fixture. */
    boolean holds(String dataSource) {
        return taken.containsKey(dataSource);
    }

    /** Remembers that a data source has these rows. */
    void add(String dataSource, String content) {
        taken.computeIfAbsent(dataSource, name -> new TreeSet<>()).add(content);
        Path next = file.resolveSibling("fixtures.json.next");
        try {
            Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(taken));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private static TreeMap<String, Set<String>> read(Path file) {
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        try {
            return JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Set<String>>>() {});
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private static PipitException broken(Path file, IOException e) {
        return new PipitException(
                ErrorCode.STORAGE_FAILED,
                "What fixtures were loaded is in " + file + ", which cannot be read or written: " + e.getMessage(),
                e);
    }
}
