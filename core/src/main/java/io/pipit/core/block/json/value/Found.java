package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What to say and do where another kind of value stands than expected. */
final class Found {
    private Found() {}

    /** Passes the value and gives the reason. */
    static String instead(String expected, JsonInput in, JsonToken token) throws IOException {
        String found = switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            default -> "a number";
        };
        in.parser().skipChildren();
        return "expected " + expected + ", found " + found;
    }

    /** Passes what is left of an array or object. */
    static void skipRest(JsonParser json, JsonToken end) throws IOException {
        while (json.nextToken() != end) {
            json.skipChildren();
        }
    }
}
