package io.pipit.cli.workspace;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows for one data source.
 *
 * @param dataSource where they go
 * @param form how they are written
 * @param origin what messages call it: a path, or the test that has them inline
 * @param text the rows
 */
public record Fixture(String dataSource, Form form, String origin, String text) {
    /** How rows are written. */
    public enum Form {
        NDJSON(".ndjson"),
        CSV(".csv"),
        /** A query that gives the rows. */
        SQL(".sql");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }

        /** The end of a file's name, with the dot. */
        public String suffix() {
            return suffix;
        }
    }

    /** The rows of a file. */
    static Fixture read(String dataSource, Form form, Path root, Path file) {
        String origin = root.relativize(file).toString().replace('\\', '/');
        try {
            return new Fixture(dataSource, form, origin, Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The fixture " + origin + " cannot be read (is it UTF-8?): " + e.getMessage(),
                    e);
        }
    }
}
