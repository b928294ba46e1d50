package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Puts JSON values of one type into a column under construction. Not thread-safe. */
public abstract class Cell {
    /**
     * Adds the value at the input's current token and leaves the input at the last token of that value.
     *
     * @return null, or why the value does not fit; nothing is added then
     * @throws IOException when the input is not JSON; parts of a value may have been added
     */
    public abstract String append(JsonInput in, JsonToken token) throws IOException;
}
