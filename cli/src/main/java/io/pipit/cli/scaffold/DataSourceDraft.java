package io.pipit.cli.scaffold;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A data source guessed from a sample.
 *
 * @param name of the data source
 * @param text of its file
 */
public record DataSourceDraft(String name, String text) {
    /** From a file, or from a URL that begins with {@code http}. */
    public static DataSourceDraft of(String sample, Optional<String> name) {
        SampleFile file = sample.startsWith("http://") || sample.startsWith("https://")
                ? SampleFile.download(URI.create(sample))
                : SampleFile.read(Path.of(sample));
        List<SampleColumn> columns =
                file.kind() == SampleFile.Kind.PARQUET ? ParquetSchema.of(file.bytes()) : file.columns();
        if (columns.isEmpty()) {
            throw new PipitException(ErrorCode.INVALID_BODY, "The sample '" + sample + "' has no columns.");
        }
        String plain = name.orElse(file.name()).replaceAll("[^A-Za-z0-9_]+", "_");
        String valid = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        return new DataSourceDraft(valid, text(columns));
    }

    private static String text(List<SampleColumn> columns) {
        Optional<SampleColumn> time =
                columns.stream().filter(SampleColumn::time).findFirst();
        String key = time.map(SampleColumn::name).orElse("tuple()");
        String partition = time.map(t -> "ENGINE_PARTITION_KEY \"toYYYYMM(" + t.name() + ")\"\n")
                .orElse("");
        return columns.stream().map(c -> "    " + c.line()).collect(Collectors.joining(",\n", "SCHEMA >\n", "\n\n"))
                + "ENGINE \"MergeTree\"\n" + partition + "ENGINE_SORTING_KEY \"" + key + "\"\n";
    }

    /**
     * Writes {@code datasources/NAME.datasource}.
     *
     * @throws PipitException {@code DUPLICATE_RESOURCE} when the file is there
     */
    public Path write(Path project) {
        Path file = project.resolve("datasources").resolve(name + ".datasource");
        if (Files.exists(file)) {
            throw new PipitException(
                    ErrorCode.DUPLICATE_RESOURCE, file + " is there already; give another name with --name.");
        }
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
