package io.pipit.cli.local;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Forms of files that a query can read. */
enum FileFormat {
    CSV("read_csv(%s, nullstr = '\\N')", List.of("CSV", "CSVWithNames"), List.of("csv")),
    TSV(
            "read_csv(%s, delim = '\\t', nullstr = '\\N')",
            List.of("TSV", "TSVWithNames", "TabSeparated", "TabSeparatedWithNames"), List.of("tsv")),
    NDJSON(
            "read_json(%s, sample_size = -1)",
            List.of("JSONEachRow", "NDJSON", "JSONLines", "JSON"), List.of("ndjson", "jsonl", "json")),
    PARQUET("read_parquet(%s)", List.of("Parquet"), List.of("parquet"));

    private final String reader;
    private final List<String> names;
    private final List<String> endings;

    FileFormat(String reader, List<String> names, List<String> endings) {
        this.reader = reader;
        this.names = names;
        this.endings = endings;
    }

    /** The engine's text that reads a file of this form. */
    String read(Path file) {
        return String.format(Locale.ROOT, reader, "'" + file.toString().replace("'", "''") + "'");
    }

    /** The type of a column whose type the engine has found out. */
    DataType type(String engineType) {
        return this == PARQUET ? EngineType.typed(engineType) : EngineType.inText(engineType);
    }

    /** By the name that the dialect has for it. */
    static FileFormat named(String name) {
        List<String> known = new ArrayList<>();
        for (FileFormat format : values()) {
            if (format.names.stream().anyMatch(name::equalsIgnoreCase)) {
                return format;
            }
            known.addAll(format.names);
        }
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "Files of the format '" + name + "' cannot be read." + NearestName.hint(name, known) + " There are "
                        + String.join(", ", known) + ".");
    }

    /** By the ending of the file's name; a further {@code .gz} or {@code .zst} is no matter. */
    static FileFormat of(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("\\.(gz|zst)$", "");
        for (FileFormat format : values()) {
            if (format.endings.stream().anyMatch(ending -> name.endsWith("." + ending))) {
                return format;
            }
        }
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "What is in '" + file
                        + "' is not clear from its name: it ends in none of .csv, .tsv, .ndjson, .jsonl, .json, .parquet"
                        + " (or these with .gz). Name the format: file('" + file + "', 'CSV').");
    }
}
