package io.pipit.cli.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Something that happened, as an event of the data source of operations. Every column has a value. */
final class Happening {
    private static final List<String> TEXTS =
            List.of("name", "pipe", "event", "status", "id", "request_id", "error", "url", "method", "agent", "body");
    private static final List<String> NUMBERS = List.of(
            "status_code",
            "seconds",
            "rows",
            "rows_quarantine",
            "bytes",
            "bytes_quarantine",
            "read_rows",
            "read_bytes");

    private final ObjectNode event = JsonNodeFactory.instance.objectNode();

    /** Of a kind, at a time in milliseconds since 1970. */
    Happening(String kind, long atMillis) {
        event.put("kind", kind);
        TEXTS.forEach(name -> event.put(name, ""));
        NUMBERS.forEach(name -> event.put(name, 0));
        event.putObject("parameters");
        time("at", atMillis);
        time("created_at", atMillis);
        time("started_at", atMillis);
    }

    Happening text(String name, String value) {
        event.put(name, value);
        return this;
    }

    Happening number(String name, long value) {
        event.put(name, Math.max(0, value));
        return this;
    }

    /** A number that may be negative. */
    Happening integer(String name, int value) {
        event.put(name, value);
        return this;
    }

    Happening seconds(long millis) {
        event.put("seconds", Math.max(0, millis) / 1000.0);
        return this;
    }

    Happening time(String name, long millis) {
        String text = Instant.ofEpochMilli(Math.max(0, millis)).toString();
        event.put(name, text.substring(0, text.length() - 1).replace('T', ' '));
        return this;
    }

    Happening parameters(Map<String, String> values) {
        ObjectNode parameters = event.putObject("parameters");
        values.forEach(parameters::put);
        return this;
    }

    /** One line. */
    String line() {
        return event + "\n";
    }
}
