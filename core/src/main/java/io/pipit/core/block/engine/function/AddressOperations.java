package io.pipit.core.block.engine.function;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses; never looks up names. */
final class AddressOperations {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private AddressOperations() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("ipv4Number", a -> {
            byte[] bytes = v4(a[0]);
            return bytes == null ? null : new BigInteger(1, bytes).toString();
        });
        texts.put("ipv6", a -> {
            byte[] bytes = v6(a[0]);
            return bytes == null ? null : show(bytes);
        });
        texts.put("rangeStart", a -> bound(a[0], Integer.parseInt(a[1]), false));
        texts.put("rangeEnd", a -> bound(a[0], Integer.parseInt(a[1]), true));
        texts.put("ipInRange", a -> inRange(a[0], a[1]) ? "1" : "0");
    }

    private static byte[] v4(String text) {
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

    private static byte[] v6(String text) {
        if (!V6.matcher(text).matches()) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length == 16) {
                return bytes;
            }
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xFF;
            mapped[11] = (byte) 0xFF;
            System.arraycopy(bytes, 0, mapped, 12, 4);
            return mapped;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The shortest form: the longest run of zeros is left out. */
    private static String show(byte[] bytes) {
        try {
            boolean mapped = new BigInteger(1, bytes).shiftRight(32).equals(BigInteger.valueOf(0xFFFF));
            if (mapped) {
                return "::ffff:" + (bytes[12] & 0xFF) + "." + (bytes[13] & 0xFF) + "." + (bytes[14] & 0xFF) + "."
                        + (bytes[15] & 0xFF);
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

    /** The first or the last address that shares so many bits with an address. */
    private static String bound(String address, int shared, boolean last) {
        byte[] bytes = v4(address) != null ? v4(address) : v6(address);
        for (int bit = shared; bit < bytes.length * 8; bit++) {
            int mask = 0x80 >> bit % 8;
            bytes[bit / 8] = (byte) (last ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
        return bytes.length == 16
                ? show(bytes)
                : (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + "." + (bytes[3] & 0xFF);
    }

    private static boolean inRange(String address, String range) {
        int slash = range.indexOf('/');
        byte[] value = v4(address) != null ? v4(address) : v6(address);
        String start = slash < 0 ? range : range.substring(0, slash);
        byte[] prefix = v4(start) != null ? v4(start) : v6(start);
        if (value == null || prefix == null || slash < 0) {
            throw new IllegalArgumentException("isIPAddressInRange: '" + address + "' and '" + range
                    + "' are not an address and a range such as 10.0.0.0/8");
        } else if (value.length != prefix.length) {
            return false;
        }
        int shift = value.length * 8 - Integer.parseInt(range.substring(slash + 1));
        return new BigInteger(1, value).shiftRight(shift).equals(new BigInteger(1, prefix).shiftRight(shift));
    }
}
