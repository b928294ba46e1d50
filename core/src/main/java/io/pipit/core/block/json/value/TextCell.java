package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonToken;
import io.pipit.core.block.column.BytesBuffer;
import java.io.IOException;

/** Texts. What is no text in JSON is held as the text of its JSON, as it was sent. */
public final class TextCell extends ScalarCell {
    private static final int ANY_LENGTH = Integer.MAX_VALUE;

    private final BytesBuffer buffer;
    private final int mostBytes;

    TextCell(BytesBuffer buffer) {
        this(buffer, ANY_LENGTH);
    }

    TextCell(BytesBuffer buffer, int mostBytes) {
        this.buffer = buffer;
        this.mostBytes = mostBytes;
    }

    /** Adds JSON as it was sent; null, or why it does not fit. */
    public String appendRaw(byte[] json, int start, int length) {
        if (!Utf8.valid(json, start, start + length)) {
            return found("bytes that are not UTF-8");
        }
        buffer.append(json, start, length);
        return checkLength();
    }

    @Override
    String expected() {
        return mostBytes == ANY_LENGTH ? "String" : "FixedString of at most " + mostBytes + " bytes";
    }

    @Override
    String appendText(char[] text, int start, int length) {
        buffer.append(text, start, length);
        return checkLength();
    }

    @Override
    String appendString(JsonInput in) throws IOException {
        return in.copyText(buffer) ? checkLength() : super.appendString(in);
    }

    @Override
    String appendNested(JsonInput in, JsonToken token) throws IOException {
        int start = in.tokenStart();
        in.parser().skipChildren();
        return appendRaw(in.bytes(), start, in.position() - start);
    }

    private String checkLength() {
        int last = buffer.size() - 1;
        if (mostBytes == ANY_LENGTH || buffer.length(last) <= mostBytes) {
            return null;
        }
        String reason = found(buffer.length(last) + " bytes");
        buffer.truncate(last);
        return reason;
    }
}
