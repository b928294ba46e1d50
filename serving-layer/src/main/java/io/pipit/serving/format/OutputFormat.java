package io.pipit.serving.format;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The formats that an answer can have, by the names that the dialect's {@code FORMAT} clause takes. */
public enum OutputFormat {
    JSON("application/json; charset=utf-8", style -> new JsonWriter(style, false), "JSON"),
    JSON_COMPACT("application/json; charset=utf-8", style -> new JsonWriter(style, true), "JSONCompact"),
    JSON_STRINGS("application/json; charset=utf-8", style -> new JsonWriter(style.asTexts(), false), "JSONStrings"),
    NDJSON(
            "application/x-ndjson; charset=utf-8",
            style -> new NdjsonWriter(style, false),
            "JSONEachRow",
            "NDJSON",
            "JSONLines"),
    NDJSON_COMPACT("application/x-ndjson; charset=utf-8", style -> new NdjsonWriter(style, true), "JSONCompactEachRow"),
    NDJSON_STRINGS(
            "application/x-ndjson; charset=utf-8",
            style -> new NdjsonWriter(style.asTexts(), false),
            "JSONStringsEachRow"),
    CSV("text/csv; charset=utf-8; header=absent", style -> new CsvWriter(false), "CSV"),
    CSV_WITH_NAMES("text/csv; charset=utf-8; header=present", style -> new CsvWriter(true), "CSVWithNames"),
    TSV("text/tab-separated-values; charset=utf-8", style -> new TsvWriter(false), "TSV", "TabSeparated"),
    TSV_WITH_NAMES(
            "text/tab-separated-values; charset=utf-8",
            style -> new TsvWriter(true),
            "TSVWithNames",
            "TabSeparatedWithNames"),
    PRETTY("text/plain; charset=utf-8", style -> new PrettyWriter(), "Pretty", "PrettyCompact"),
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8", style -> new PrometheusWriter(), "Prometheus"),
    /** A file that the engine writes: see {@link ParquetAnswer}. */
    PARQUET("application/vnd.apache.parquet", style -> notText(), "Parquet");

    private final String contentType;
    private final Function<JsonStyle, RowWriter> writers;
    private final List<String> names;

    OutputFormat(String contentType, Function<JsonStyle, RowWriter> writers, String... names) {
        this.contentType = contentType;
        this.writers = writers;
        this.names = List.of(names);
    }

    /** The HTTP content type. */
    public String contentType() {
        return contentType;
    }

    /** Whether its answers have a place for how many rows there are before LIMIT. */
    boolean countsBeforeLimit() {
        return this == JSON || this == JSON_COMPACT || this == JSON_STRINGS;
    }

    RowWriter writer(JsonStyle style) {
        return writers.apply(style);
    }

    private static RowWriter notText() {
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "Parquet is a file and no text: it is answered over HTTP, by /v0/sql and /v0/pipes/NAME.parquet.");
    }

    /** All names. */
    public static List<String> names() {
        List<String> known = new ArrayList<>();
        for (OutputFormat format : values()) {
            known.addAll(format.names);
        }
        return known;
    }

    /**
     * The format of this name, without regard to case.
     *
     * @throws PipitException {@code INVALID_ARGUMENT} for an unknown name
     */
    public static OutputFormat named(String name) {
        for (OutputFormat format : values()) {
            for (String candidate : format.names) {
                if (candidate.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    return format;
                }
            }
        }
        List<String> known = names();
        throw new PipitException(
                ErrorCode.INVALID_ARGUMENT,
                "The format '" + name + "' is not known." + NearestName.hint(name, known) + " There are "
                        + String.join(", ", known) + ".");
    }
}
