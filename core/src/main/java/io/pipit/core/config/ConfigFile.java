package io.pipit.core.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads {@code pipit.yaml} into entries with their lines; groups may be nested or written with dots. */
final class ConfigFile {
    /** What a list of values means. */
    enum Lists {
        REFUSED,
        /** The values with commas between them. */
        JOINED
    }

    private final String name;
    private final Optional<String> text;
    private final Lists lists;
    private final List<String> problems;

    ConfigFile(Path file, List<String> problems) {
        this(String.valueOf(file.getFileName()), text(file, problems), Lists.REFUSED, problems);
    }

    ConfigFile(String name, Optional<String> text, Lists lists, List<String> problems) {
        this.name = name;
        this.text = text;
        this.lists = lists;
        this.problems = problems;
    }

    private static Optional<String> text(Path file, List<String> problems) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    List<ConfigEntry> entries() {
        List<ConfigEntry> entries = new ArrayList<>();
        if (text.isEmpty()) {
            return entries;
        }
        try (JsonParser parser = new YAMLFactory().createParser(text.get())) {
            read(parser, entries);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(at(line) + ": this is not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
                    list(parser, join(path), line, entries);
                    pop(path);
                }
                default -> {
                    add(entries, join(path), parser.getText(), line);
                    pop(path);
                }
            }
        }
    }

    private void list(JsonParser parser, String key, int line, List<ConfigEntry> entries) throws IOException {
        if (lists == Lists.REFUSED) {
            problems.add(at(line) + ": '" + key + "' is a list; one value is expected.");
            parser.skipChildren();
            return;
        }
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isStructStart()) {
                problems.add(at(line) + ": '" + key + "' is a list of more than values.");
                parser.skipChildren();
            }
            values.add(parser.getText());
        }
        add(entries, key, String.join(",", values), line);
    }

    private void add(List<ConfigEntry> entries, String key, String value, int line) {
        if (key.isEmpty()) {
            problems.add(at(line) + ": keys with values are expected, not '" + value + "'.");
        } else {
            entries.add(new ConfigEntry(key, value, at(line)));
        }
    }

    private String at(int line) {
        return name + ":" + line;
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
