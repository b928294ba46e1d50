package io.pipit.core.block.json;

/** How a body holds events. */
public enum EventFormat {
    /** One JSON object a line; a bad line is quarantined alone. */
    NDJSON,
    /** One JSON object, or an array of them, over any number of lines. */
    JSON
}
