package io.pipit.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of ids: a JSON array, {@code {"data": […]}} as queries answer, or one JSON value a line. Members are ids, or rows that have
 * them.
 */
public final class IdFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 80;

    private final Path file;
    private final List<String> columns;
    private final Set<String> ids = new LinkedHashSet<>();

    private IdFile(Path file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    /**
     * The ids of a file, each once.
     *
     * @param columns under one of these names rows have their id
     * @throws PipitException {@code INVALID_ARGUMENT} for a file that is not there, is none of these, or holds a row without an id
     */
    public static List<String> read(Path file, List<String> columns) {
        IdFile reading = new IdFile(file, columns);
        reading.read();
        return List.copyOf(reading.ids);
    }

    private void read() {
        String text = text();
        try {
            JsonNode whole = text.isBlank() ? null : JSON.readTree(text.strip());
            if (whole != null && whole.isArray()) {
                whole.forEach(member -> add(member, "Member"));
            } else if (whole != null && whole.path("data").isArray()) {
                whole.path("data").forEach(member -> add(member, "Member"));
            } else {
                lines(text);
            }
        } catch (JsonProcessingException e) {
            lines(text);
        }
        if (ids.isEmpty()) {
            throw wrong("holds no ids");
        }
    }

    private void lines(String text) {
        int number = 0;
        for (String line : text.split("\n")) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                add(JSON.readTree(line), "Line " + number);
            } catch (JsonProcessingException e) {
                throw wrong("is neither a JSON array, nor {\"data\": […]}, nor one JSON value a line: line " + number
                        + " is " + shortened(line));
            }
        }
    }

    private void add(JsonNode member, String where) {
        if (!member.isObject()) {
            if (!member.isTextual() && !member.isIntegralNumber()) {
                throw wrong("holds what is neither an id nor a row: " + shortened(member.toString()));
            }
            ids.add(member.asText());
            return;
        }
        for (String column : columns) {
            JsonNode id = member.path(column);
            if (id.isTextual() || id.isIntegralNumber()) {
                ids.add(id.asText());
                return;
            }
        }
        List<String> names = new ArrayList<>();
        member.fieldNames().forEachRemaining(names::add);
        throw wrong("has a row without an id. " + where + " has " + String.join(", ", names) + ", but none of "
                + String.join(", ", columns) + "." + NearestName.hint(columns.get(0), names)
                + " Say with --id-column which member it is");
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT, "The file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private PipitException wrong(String why) {
        return new PipitException(
                ErrorCode.INVALID_ARGUMENT, "The file '" + file + "' " + why + ". Nothing was changed.");
    }
}
