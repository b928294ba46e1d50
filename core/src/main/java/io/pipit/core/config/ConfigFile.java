package io.pipit.core.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads {@code pipit.yaml} into entries with their lines; groups may be nested or written with dots. */
final class ConfigFile {
    private final Path file;
    private final List<String> problems;

    ConfigFile(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    List<ConfigEntry> entries() {
        List<ConfigEntry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
            read(parser, entries);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(at(line) + ": this is not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e.getMessage());
        }
        return entries;
    }

    private void read(JsonParser parser, List<ConfigEntry> entries) throws IOException {
        Deque<String> path = new ArrayDeque<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            switch (token) {
                case FIELD_NAME -> path.push(parser.currentName());
                case START_OBJECT -> {}
                case END_OBJECT -> pop(path);
                case START_ARRAY -> {
                    problems.add(at(line) + ": '" + join(path) + "' is a list; one value is expected.");
                    parser.skipChildren();
                    pop(path);
                }
                default -> {
                    add(entries, join(path), parser.getText(), line);
                    pop(path);
                }
            }
        }
    }

    private void add(List<ConfigEntry> entries, String key, String value, int line) {
        if (key.isEmpty()) {
            problems.add(at(line) + ": keys with values are expected, not '" + value + "'.");
        } else {
            entries.add(new ConfigEntry(key, value, at(line)));
        }
    }

    private String at(int line) {
        return file.getFileName() + ":" + line;
    }

    private static void pop(Deque<String> path) {
        if (!path.isEmpty()) {
            path.pop();
        }
    }

    private static String join(Deque<String> path) {
        Iterable<String> fromRoot = path::descendingIterator;
        return StreamSupport.stream(fromRoot.spliterator(), false).collect(Collectors.joining("."));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
