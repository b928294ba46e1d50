package io.pipit.intake.file;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.json.JsonPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An event of a row as an expression of the engine, which writes lines of JSON several times faster than row by row is possible outside
 * of it. Where the engine might write a value otherwise than {@link FileRows} does, there is none.
 */
final class EventLine {
    /** Types whose texts need no escapes. */
    private static final Pattern PLAIN = Pattern.compile(
            "U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\\(.*\\)|BOOLEAN|DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|UUID");
    /** Lists whose JSON is the same whoever writes it. */
    private static final Pattern LIST = Pattern.compile("(VARCHAR|U?(TINY|SMALL|BIG)INT|U?INTEGER|BOOLEAN)\\[\\]");

    private final Map<String, Object> members = new LinkedHashMap<>();
    private boolean possible = true;

    /**
     * Adds a column of the file.
     *
     * @param path to its value in the event
     * @param type of the engine
     * @param composite whether the value is JSON itself, not a text
     * @param nothing what stands for an empty cell, if anything does
     */
    void add(String column, List<String> path, String type, boolean composite, Optional<String> nothing) {
        List<String> names =
                path.stream().filter(step -> !step.equals(JsonPath.EACH)).toList();
        boolean written = composite
                ? LIST.matcher(type).matches() && nothing.isEmpty()
                : PLAIN.matcher(type).matches() || type.equals("VARCHAR");
        if (!written
                || names.isEmpty()
                || path.contains(JsonPath.EACH) && path.indexOf(JsonPath.EACH) < path.size() - 1) {
            possible = false;
            return;
        }
        put(members, names, value(column, type, composite, nothing));
    }

    private void put(Map<String, Object> at, List<String> names, String value) {
        String first = names.get(0);
        if (names.size() == 1) {
            possible &= at.put(first, value) == null;
            return;
        }
        Object inner = at.computeIfAbsent(first, name -> new LinkedHashMap<String, Object>());
        if (inner instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // made above
            Map<String, Object> object = (Map<String, Object>) inner;
            put(object, names.subList(1, names.size()), value);
        } else {
            possible = false; // one column's value is within another's
        }
    }

    /** The line; nothing where it has to be made otherwise. */
    Optional<String> sql() {
        return possible && !members.isEmpty() ? Optional.of("'{' || " + joined(members) + " || '}'") : Optional.empty();
    }

    private static String joined(Map<String, Object> members) {
        List<String> parts = new ArrayList<>();
        members.forEach((name, value) -> {
            String key =
                    "'\"" + new String(JsonStringEncoder.getInstance().quoteAsString(name)).replace("'", "''") + "\":";
            if (value instanceof Map<?, ?> inner) {
                @SuppressWarnings("unchecked") // only put() makes them
                String all = joined((Map<String, Object>) inner);
                parts.add(key + "{' || nullif(" + all + ", '') || '}'");
            } else {
                parts.add(key + "' || " + value);
            }
        });
        return "concat_ws(','"
                + String.join("", parts.stream().map(part -> ", " + part).toList()) + ")";
    }

    /** JSON, or NULL where the event lacks it. */
    private static String value(String column, String type, boolean composite, Optional<String> nothing) {
        String name = EngineSession.quoted(column);
        if (composite) {
            return "CASE WHEN " + name + " IS NOT NULL THEN CAST(to_json(" + name + ") AS VARCHAR) END";
        }
        String text = "CAST(" + name + " AS VARCHAR)";
        String filled =
                nothing.map(value -> "coalesce(" + text + ", '" + value + "')").orElse(text);
        return PLAIN.matcher(type).matches()
                ? "'\"' || " + filled + " || '\"'"
                : "CASE WHEN " + filled + " IS NOT NULL THEN CAST(to_json(" + filled + ") AS VARCHAR) END";
    }
}
