package io.pipit.core.block.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.json.value.JsonInput;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads messages of topics, one at a time, into a block. Not thread-safe. */
public final class MessageReader {
    private final BlockBuilder block;
    private final long acceptedAtMicros;

    /** Reads into this block; {@code now()} in defaults is the accepted time. */
    public MessageReader(BlockBuilder block, long acceptedAtMicros) {
        this.block = block;
        this.acceptedAtMicros = acceptedAtMicros;
        block.acceptedAt(acceptedAtMicros);
    }

    /** Adds a message as a row, or to the quarantine with the reason; whether it fits. */
    public boolean add(Message message) {
        BlockBuilder.Mark mark = block.mark();
        byte[] json = message.json();
        try (JsonInput in = new JsonInput(json, 0, json.length)) {
            JsonToken token = in.parser().nextToken();
            if (token != JsonToken.START_OBJECT) {
                return refuse(message, token == null ? "it is empty" : "expected a JSON object, found " + name(token));
            }
            boolean fits = block.message(in, message, acceptedAtMicros);
            if (in.parser().nextToken() == null) {
                return fits;
            }
            block.undo(mark);
            return refuse(message, "there is more behind its JSON object");
        } catch (JsonProcessingException e) {
            block.undo(mark);
            return refuse(message, EventReader.reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** Adds a message that could not be read to the quarantine; false. */
    public boolean refuse(Message message, String reason) {
        block.malformed(message, reason, acceptedAtMicros);
        return false;
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }
}
