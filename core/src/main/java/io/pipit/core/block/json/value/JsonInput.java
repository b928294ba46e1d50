package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.pipit.core.block.column.BytesBuffer;
import java.io.IOException;

/** A parser over a part of a body, which can also give the text of a value as it was sent. */
public final class JsonInput implements AutoCloseable {
    private static final int DEEPEST = 500;
    private static final int LONGEST_NUMBER = 1000;

    /** Names are not interned: they come from users and would never be forgotten. */
    private static final JsonFactory FACTORY = new TextParser.Factory((JsonFactoryBuilder) JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // always UTF-8, so that offsets are those of bytes
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE) // bodies are bounded
                    .build()));

    private final byte[] bytes;
    private final int start;
    private final TextParser parser;

    /** A parser over the bytes from an index up to another. */
    public JsonInput(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        try {
            this.parser = (TextParser) FACTORY.createParser(bytes, start, end - start);
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
    }

    /** The parser, at the token that is read now. */
    public JsonParser parser() {
        return parser;
    }

    /**
     * Adds the text at the current token to a column.
     *
     * @return whether that was done; else the parser still has the text
     */
    boolean copyText(BytesBuffer to) {
        return parser.copyText(to);
    }

    /** All bytes, also those that do not belong to the part. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of the line that the current token starts in. */
    public int tokenLine() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Number of the line that is read now. */
    public int line() {
        return parser.currentLocation().getLineNr();
    }

    /** Index of the first byte of the current token. */
    public int tokenStart() {
        return start + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Index of the first byte that is not read yet: behind the current token, if that is the end of an object or array. */
    public int position() {
        return start + (int) parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
    }
}
