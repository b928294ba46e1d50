package io.pipit.core.block.json.value;

import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.type.IpText;

/** Internet addresses, held as texts. */
final class IpCell extends ScalarCell {
    private static final int LONGEST = 45;

    private final BytesBuffer buffer;
    private final int version;

    IpCell(BytesBuffer buffer, int version) {
        this.buffer = buffer;
        this.version = version;
    }

    @Override
    String expected() {
        return "an IPv" + version + " address";
    }

    @Override
    String appendText(char[] text, int start, int length) {
        byte[] address = length > LONGEST ? null : address(new String(text, start, length));
        if (address == null) {
            return foundText(text, start, length);
        }
        char[] shown = IpText.show(address).toCharArray();
        buffer.append(shown, 0, shown.length);
        return null;
    }

    /** One address has one text, so that equal ones are equal. */
    private byte[] address(String given) {
        return version == 4 ? IpText.v4(given) : IpText.wide(given);
    }
}
