package io.pipit.cli.scaffold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.cli.workspace.CsvRows;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A sample of data, of which the first rows are looked at.
 *
 * @param name of the file without its endings
 * @param kind by the file's ending, else by its first characters
 * @param bytes the beginning, or all of it
 */
record SampleFile(String name, Kind kind, byte[] bytes) {
    /** How a sample is written. */
    enum Kind {
        JSON,
        CSV,
        PARQUET
    }

    private static final int MOST_BYTES = 32 << 20;
    static final int MOST_RECORDS = 20_000;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static SampleFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(file.getFileName().toString(), in);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT, "The sample " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static SampleFile download(URI url) {
        try {
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
            HttpResponse<InputStream> answer =
                    client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                if (answer.statusCode() >= 300) {
                    throw new IOException("status " + answer.statusCode());
                }
                String path = url.getPath() == null ? "" : url.getPath();
                return of(path.substring(path.lastIndexOf('/') + 1), in);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT, "The sample " + url + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while reading " + url + ".", e);
        }
    }

    private static SampleFile of(String fileName, InputStream in) throws IOException {
        String plain = fileName.endsWith(".gz") ? fileName.substring(0, fileName.length() - 3) : fileName;
        byte[] bytes = (fileName.endsWith(".gz") ? new GZIPInputStream(in) : in).readNBytes(MOST_BYTES);
        int dot = plain.indexOf('.');
        return new SampleFile(
                dot < 0 ? plain : plain.substring(0, dot), kind(plain.toLowerCase(Locale.ROOT), bytes), bytes);
    }

    private static Kind kind(String name, byte[] bytes) {
        boolean parquet = bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'A' && bytes[2] == 'R' && bytes[3] == '1';
        if (parquet || name.endsWith(".parquet")) {
            return Kind.PARQUET;
        } else if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return Kind.CSV;
        }
        String start = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.UTF_8).stripLeading();
        return start.startsWith("{") || start.startsWith("[") ? Kind.JSON : Kind.CSV;
    }

    /** The columns of JSON or CSV. */
    List<SampleColumn> columns() {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean cut = bytes.length == MOST_BYTES;
        String whole = cut ? text.substring(0, text.lastIndexOf('\n') + 1) : text;
        return kind == Kind.CSV
                ? SampleSchema.ofCsv(CsvRows.of(whole), MOST_RECORDS)
                : SampleSchema.ofEvents(events(whole));
    }

    private List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(text)) {
            while (values.hasNextValue() && events.size() < MOST_RECORDS) {
                JsonNode value = values.nextValue();
                if (value.isObject()) {
                    events.add(value);
                } else if (value.isArray()) {
                    value.forEach(events::add);
                }
            }
        } catch (JsonProcessingException e) {
            throw broken("line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw broken(e.getMessage(), e);
        }
        events.removeIf(e -> !e.isObject());
        if (events.isEmpty()) {
            throw broken("there is no JSON object in it", null);
        }
        return events;
    }

    private PipitException broken(String why, Exception cause) {
        return new PipitException(
                ErrorCode.INVALID_BODY, "The sample '" + name + "' cannot be read as JSON: " + why, cause);
    }
}
