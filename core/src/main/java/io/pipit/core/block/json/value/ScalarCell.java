package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A cell whose values can also be written as a text, as the keys of a map are. */
abstract class ScalarCell extends Cell {
    private static final int SHOWN_CHARACTERS = 60;
    private static final char[] TRUE = "true".toCharArray();
    private static final char[] FALSE = "false".toCharArray();

    /** What is expected, for instance {@code a Date such as 2026-11-21}. */
    abstract String expected();

    /** Adds the value that a text stands for; null, or why it does not fit. */
    abstract String appendText(char[] text, int start, int length);

    /** Adds the text at the current token; null, or why it does not fit. */
    String appendString(JsonInput in) throws IOException {
        JsonParser json = in.parser();
        return appendText(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    }

    /** Adds an integer without fraction; null, or why it does not fit. */
    String appendInteger(JsonParser json) throws IOException {
        return appendText(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    }

    /** Adds a number with fraction or exponent; null, or why it does not fit. */
    String appendFraction(JsonParser json) throws IOException {
        return appendText(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    }

    /** Adds a truth value; null, or why it does not fit. */
    String appendBoolean(boolean value) {
        char[] text = value ? TRUE : FALSE;
        return appendText(text, 0, text.length);
    }

    /** Adds an object or array; null, or why it does not fit. */
    String appendNested(JsonInput in, JsonToken token) throws IOException {
        in.parser().skipChildren();
        return found(token == JsonToken.START_OBJECT ? "an object" : "an array");
    }

    @Override
    public final String append(JsonInput in, JsonToken token) throws IOException {
        JsonParser json = in.parser();
        return switch (token) {
            case VALUE_STRING -> appendString(in);
            case VALUE_NUMBER_INT -> appendInteger(json);
            case VALUE_NUMBER_FLOAT -> appendFraction(json);
            case VALUE_TRUE -> appendBoolean(true);
            case VALUE_FALSE -> appendBoolean(false);
            case VALUE_NULL -> found("null");
            default -> appendNested(in, token);
        };
    }

    /** The reason for a text that does not fit. */
    final String foundText(char[] text, int start, int length) {
        String shown = new String(text, start, Math.min(length, SHOWN_CHARACTERS));
        return found("'" + shown + (length > SHOWN_CHARACTERS ? "…" : "") + "'");
    }

    /** The reason for something else that does not fit. */
    final String found(String what) {
        return "expected " + expected() + ", found " + what;
    }
}
