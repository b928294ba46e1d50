package io.pipit.core.block.json.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import io.pipit.core.block.column.BytesBuffer;

/**
 * Jackson's parser of UTF-8 in memory, which can also copy a text into a column as it is: without it each text would become characters, and bytes again. Whatever
 * is not usual is left to Jackson, as are all errors.
 */
final class TextParser extends UTF8StreamJsonParser {
    private static final int USUAL_BYTES = 256;
    private static final int UNUSUAL = 0;

    private TextParser(
            IOContext context, int features, ByteQuadsCanonicalizer names, byte[] bytes, int start, int end) {
        super(context, features, null, null, names, bytes, start, end, 0, false);
    }

    /** Makes such parsers of bytes. */
    static final class Factory extends JsonFactory {
        private static final long serialVersionUID = 1;

        Factory(JsonFactoryBuilder settings) {
            super(settings);
        }

        @Override
        protected JsonParser _createParser(byte[] bytes, int start, int length, IOContext context) {
            ByteQuadsCanonicalizer names = _byteSymbolCanonicalizer.makeChild(_factoryFeatures);
            return new TextParser(context, _parserFeatures, names, bytes, start, start + length);
        }
    }

    /**
     * Adds the text at the current token to a column and goes behind it.
     *
     * @return whether that was done; else nothing has changed, and the text is there as characters
     */
    boolean copyText(BytesBuffer to) {
        if (!_tokenIncomplete) {
            return false;
        }
        byte[] in = _inputBuffer;
        int end = _inputEnd;
        byte[] out = to.withRoom(USUAL_BYTES);
        int start = to.end();
        int at = start;
        boolean ascii = true;
        int i = _inputPtr;
        while (i < end) {
            int room = Math.min(end, i + out.length - at);
            while (i < room && plain(in[i])) { // nearly all of the time goes here
                out[at++] = in[i++];
            }
            if (at == out.length) {
                out = to.withRoom(at - start + 1);
            } else if (i < end) {
                byte b = in[i++];
                if (b == '"') {
                    return (ascii || Utf8.valid(out, start, at)) && behind(i, to, at);
                }
                int value = b != '\\' ? b : i < end ? unescaped(in[i++]) : UNUSUAL;
                if (value == UNUSUAL || b >= 0 && b < ' ') {
                    return false;
                }
                ascii &= b > 0; // a byte of a longer character is negative
                out[at++] = (byte) value;
            }
        }
        return false;
    }

    private static boolean plain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    private boolean behind(int next, BytesBuffer to, int end) {
        _inputPtr = next;
        _tokenIncomplete = false;
        to.appendWritten(end);
        return true;
    }

    private static int unescaped(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> UNUSUAL;
        };
    }
}
