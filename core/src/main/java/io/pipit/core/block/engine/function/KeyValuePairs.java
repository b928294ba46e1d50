package io.pipit.core.block.engine.function;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Keys and values out of texts such as {@code a:1, b:"x y"}. */
final class KeyValuePairs {
    private KeyValuePairs() {}

    /** A JSON object of texts; {@code separators} end a pair. */
    static String json(String text, char delimiter, String separators) {
        ObjectNode pairs = JsonNodeFactory.instance.objectNode();
        int at = 0;
        while (at < text.length()) {
            StringBuilder key = new StringBuilder();
            at = token(text, at, key, separators + delimiter);
            if (at < text.length() && text.charAt(at) == delimiter) {
                StringBuilder value = new StringBuilder();
                at = token(text, at + 1, value, separators);
                if (!key.isEmpty()) {
                    pairs.put(key.toString(), value.toString());
                }
            }
            at++;
        }
        return pairs.toString();
    }

    private static int token(String text, int from, StringBuilder out, String ends) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '"') {
            int end = text.indexOf('"', at + 1);
            int close = end < 0 ? text.length() : end;
            out.append(text, at + 1, close);
            return Math.min(text.length(), close + 1);
        }
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            out.append(text.charAt(at++));
        }
        return at;
    }
}
