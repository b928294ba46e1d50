package io.pipit.core.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Names and values in one text, one pair {@code name=value} a line, as in files of Java properties. */
final class PropertyText {
    private PropertyText() {}

    static Map<String, String> parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text is always there
        }
        Map<String, String> pairs = new TreeMap<>();
        properties.forEach((name, value) -> pairs.put(name.toString(), value.toString()));
        return pairs;
    }
}
