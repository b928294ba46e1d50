package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A type whose values cannot be sent as JSON. */
final class NoCell extends Cell {
    private final String type;

    NoCell(String type) {
        this.type = type;
    }

    @Override
    public String append(JsonInput in, JsonToken token) throws IOException {
        in.parser().skipChildren();
        return "values of " + type + " cannot be sent as JSON";
    }
}
