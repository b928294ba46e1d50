package io.pipit.cli.scaffold;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What {@code pipit init} does: the files of a small project that works; files that are there stay as they are. */
public final class NewProject {
    private static final Map<String, String> FILES = files();

    private final PrintWriter out;

    /** Says what it made. */
    public NewProject(PrintWriter out) {
        this.out = out;
    }

    /** Makes the project; the exit code. */
    public int create(Path folder) {
        int made = 0;
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            boolean there = Files.exists(path);
            out.println((there ? "  kept  " : "  made  ") + path);
            if (!there) {
                write(path, file.getValue());
                made++;
            }
        }
        String dir = folder.toString().isEmpty() ? "." : folder.toString();
        out.println(made == 0 ? "Everything was there already." : "The project is ready. What to do next:");
        if (made > 0) {
            out.println("  pipit test run --project " + dir + "      run its tests");
            out.println("  pipit dev " + dir + "                     run it, and send events to it");
            out.println("  pipit datasource create --file sample.ndjson --project " + dir);
        }
        out.flush();
        return 0;
    }

    private static void write(Path path, String resource) {
        try (InputStream in = Objects.requireNonNull(NewProject.class.getResourceAsStream(resource), resource)) {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            Files.write(path, in.readAllBytes());
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, path + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("datasources/events.datasource", "events.datasource");
        files.put("endpoints/top_products.pipe", "top_products.pipe");
        files.put("fixtures/events.ndjson", "events.ndjson");
        files.put("tests/top_products.yaml", "top_products.yaml");
        files.put(".gitignore", "gitignore");
        files.put(".github/workflows/pipit.yml", "ci.yml");
        return files;
    }
}
