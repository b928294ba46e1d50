package io.pipit.core.block.engine.function;

import static io.pipit.core.block.type.IpText.show;
import static io.pipit.core.block.type.IpText.v4;
import static io.pipit.core.block.type.IpText.v6;
import static io.pipit.core.block.type.IpText.wide;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;

/** IP addresses; never looks up names. */
final class AddressOperations {
    private AddressOperations() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("ipv4Number", a -> {
            byte[] bytes = v4(a[0]);
            return bytes == null ? null : new BigInteger(1, bytes).toString();
        });
        texts.put("ipv4", a -> {
            byte[] bytes = v4(a[0]);
            return bytes == null ? null : show(bytes);
        });
        texts.put("ipv6", a -> {
            byte[] bytes = wide(a[0]);
            return bytes == null ? null : show(bytes);
        });
        texts.put("ipv6Order", a -> {
            byte[] bytes = wide(a[0]);
            return bytes == null ? null : HexFormat.of().formatHex(bytes);
        });
        texts.put("rangeStart", a -> bound(a[0], Integer.parseInt(a[1]), false));
        texts.put("rangeEnd", a -> bound(a[0], Integer.parseInt(a[1]), true));
        texts.put("ipInRange", a -> inRange(a[0], a[1]) ? "1" : "0");
    }

    /** The first or the last address that shares so many bits with an address. */
    private static String bound(String address, int shared, boolean last) {
        byte[] bytes = v4(address) != null ? v4(address) : v6(address);
        for (int bit = shared; bit < bytes.length * 8; bit++) {
            int mask = 0x80 >> bit % 8;
            bytes[bit / 8] = (byte) (last ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
        return show(bytes);
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
