package io.pipit.core.block.json.value;

import io.pipit.core.block.column.WideBuffer;

/** UUIDs as texts of 32 hexadecimal digits, with or without dashes. */
final class UuidCell extends ScalarCell {
    private static final int DIGITS = 32;
    private static final int WITH_DASHES = 36;

    private final WideBuffer buffer;

    UuidCell(WideBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    String expected() {
        return "a UUID such as f47ac10b-58cc-4372-a567-0e02b2c3d479";
    }

    @Override
    String appendText(char[] text, int start, int length) {
        if (length != DIGITS && length != WITH_DASHES) {
            return foundText(text, start, length);
        }
        long first = 0;
        long last = 0;
        int digits = 0;
        for (int i = start; i < start + length; i++) {
            int offset = i - start;
            if (length == WITH_DASHES && (offset == 8 || offset == 13 || offset == 18 || offset == 23)) {
                if (text[i] != '-') {
                    return foundText(text, start, length);
                }
                continue;
            }
            int digit = text[i] < 0x80 ? Character.digit(text[i], 16) : -1;
            if (digit < 0) {
                return foundText(text, start, length);
            }
            if (digits++ < DIGITS / 2) {
                first = first << 4 | digit;
            } else {
                last = last << 4 | digit;
            }
        }
        buffer.appendBytes(first, last);
        return null;
    }
}
