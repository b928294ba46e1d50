package io.pipit.core.block.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.FixedBuffer;
import io.pipit.core.block.json.value.Cell;
import io.pipit.core.block.json.value.JsonInput;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts a field of a message into its column: without a parser where the column is of a usual type. */
final class MessageFiller {
    private static final int MICROS_DIGITS = 6;
    private static final int WIDEST_NUMBER_BITS = 64;

    private MessageFiller() {}

    /** Adds the value; the reason why it does not fit, or null. */
    static String append(Message message, MessageField field, DataType type, ColumnBuffer buffer, Cell cell)
            throws IOException {
        DataType bare = type.bare();
        byte[] text = message.bytes(field);
        if (text != null && bare instanceof StringType) {
            ((BytesBuffer) buffer).append(text, 0, text.length);
            return null;
        }
        if (field == MessageField.TIMESTAMP && time(message, bare, buffer)) {
            return null;
        }
        if (text == null
                && field != MessageField.TIMESTAMP
                && bare instanceof IntType number
                && (number.bits() == WIDEST_NUMBER_BITS
                        || number.bits() < WIDEST_NUMBER_BITS && message.number(field) < 1L << (number.bits() - 1))) {
            ((FixedBuffer) buffer).append(message.number(field));
            return null;
        }
        byte[] json = field == MessageField.HEADERS ? text : json(message, field);
        try (JsonInput in = new JsonInput(json, 0, json.length)) {
            return cell.append(in, in.parser().nextToken());
        }
    }

    private static boolean time(Message message, DataType bare, ColumnBuffer buffer) {
        if (bare instanceof DateTimeType) {
            ((FixedBuffer) buffer).append(message.number(MessageField.TIMESTAMP) * 1_000_000);
            return true;
        }
        if (bare instanceof DateTime64Type time && time.precision() >= 3) {
            long unit = time.precision() > MICROS_DIGITS ? 1_000_000 : 1_000;
            ((FixedBuffer) buffer).append(message.timestampMillis() * unit);
            return true;
        }
        return false;
    }

    private static byte[] json(Message message, MessageField field) {
        String text = message.text(field);
        return (message.bytes(field) == null
                        ? text
                        : JsonNodeFactory.instance.textNode(text).toString())
                .getBytes(StandardCharsets.UTF_8);
    }
}
