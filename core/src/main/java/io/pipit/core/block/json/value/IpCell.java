package io.pipit.core.block.json.value;

import io.pipit.core.block.column.BytesBuffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Internet addresses, held as texts. */
final class IpCell extends ScalarCell {
    private static final int LONGEST = 45;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern MAY_BE_IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

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
        String given = new String(text, start, Math.min(length, LONGEST + 1));
        boolean valid = IPV4.matcher(given).matches() || (version == 6 && ipv6(given));
        if (!valid) {
            return foundText(text, start, length);
        }
        buffer.append(text, start, length);
        return null;
    }

    private static boolean ipv6(String given) {
        if (given.length() > LONGEST || !MAY_BE_IPV6.matcher(given).matches()) {
            return false;
        }
        try {
            InetAddress.getByName(given); // a colon makes it an address: no name is looked up
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
