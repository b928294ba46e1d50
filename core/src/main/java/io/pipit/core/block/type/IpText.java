package io.pipit.core.block.type;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of IP as texts and as bytes; never looks up names. */
public final class IpText {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private IpText() {}

    /** The four bytes of an address of version 4, or null for a text that is none. */
    public static byte[] v4(String text) {
        Matcher m = V4.matcher(text);
        if (!m.matches()) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = Integer.parseInt(m.group(i + 1));
            if (part > 255) {
                return null;
            }
            bytes[i] = (byte) part;
        }
        return bytes;
    }

    /** The sixteen bytes of an address of version 6, also of one of version 4 in its form, or null for a text that is none. */
    public static byte[] v6(String text) {
        if (!V6.matcher(text).matches()) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            return bytes.length == 16 ? bytes : mapped(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The sixteen bytes of an address of either version, or null for a text that is none. */
    public static byte[] wide(String text) {
        byte[] v4 = v4(text);
        return v4 == null ? v6(text) : mapped(v4);
    }

    /** An address of version 4 in the form of version 6. */
    public static byte[] mapped(byte[] v4) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xFF;
        bytes[11] = (byte) 0xFF;
        System.arraycopy(v4, 0, bytes, 12, 4);
        return bytes;
    }

    /** The one text of an address by which it is held; of version 6 the shortest: the longest run of zeros is left out. */
    public static String show(byte[] bytes) {
        if (bytes.length == 4) {
            return dotted(bytes, 0);
        }
        try {
            if (new BigInteger(1, bytes).shiftRight(32).equals(BigInteger.valueOf(0xFFFF))) {
                return "::ffff:" + dotted(bytes, 12);
            }
            String full = Inet6Address.getByAddress(null, bytes, -1).getHostAddress();
            String best = "";
            Matcher runs = Pattern.compile("(?:^|:)(?:0:)*0(?:$|:)").matcher(full);
            while (runs.find()) {
                best = runs.group().length() > best.length() && runs.group().contains("0:0") ? runs.group() : best;
            }
            return best.isEmpty() ? full : full.replaceFirst(Pattern.quote(best), "::");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address of 16 bytes", e);
        }
    }

    private static String dotted(byte[] bytes, int from) {
        return (bytes[from] & 0xFF) + "." + (bytes[from + 1] & 0xFF) + "." + (bytes[from + 2] & 0xFF) + "."
                + (bytes[from + 3] & 0xFF);
    }
}
