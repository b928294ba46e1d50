package io.pipit.core.block.engine.function;

import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as digits of several bases; bytes go in and out as hexadecimal digits. */
final class EncodingOperations {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern ENTITY = Pattern.compile("&(#[xX]?[0-9a-fA-F]+|[a-zA-Z]+);");
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("amp", "&"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", "\u00a0"),
            Map.entry("copy", "©"),
            Map.entry("reg", "®"),
            Map.entry("euro", "€"),
            Map.entry("eacute", "é"),
            Map.entry("hellip", "…"),
            Map.entry("mdash", "—"),
            Map.entry("ndash", "–"));

    private EncodingOperations() {}

    static void register(Map<String, HashOperation> numbers, Map<String, TextOperation> texts) {
        texts.put("even", a -> even(a[0]));
        texts.put("unbin", a -> unbin(a[0]));
        texts.put("binary", a -> binary(a[0]));
        texts.put("unbase64", a -> HEX.formatHex(unbase64(a[0])));
        texts.put("base58", a -> base58(HEX.parseHex(a[0])));
        texts.put("unbase58", a -> unbase58(a[0]));
        texts.put("base32", a -> base32(HEX.parseHex(a[0])));
        texts.put("unbase32", a -> unbase32(a[0]));
        texts.put(
                "encodeXML",
                a -> a[0].replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&apos;"));
        texts.put("decodeXML", a -> decodeXml(a[0]));
        texts.put("floatBytes", a -> floatBytes(a[0], a[1]));
        texts.put("toFloat", a -> toFloat(a[0], bits(a[1])));
        texts.put("littleEndian", a -> littleEndian(Long.parseUnsignedLong(a[0])));
        numbers.put("bits", a -> bits(a[0]));
    }

    private static String even(String digits) {
        if (!digits.matches("[0-9a-fA-F]*")) {
            throw new IllegalArgumentException("unhex: '" + digits + "' has characters that are no hexadecimal digits");
        }
        return digits.length() % 2 == 1 ? "0" + digits : digits;
    }

    private static String unbin(String digits) {
        String full = "0".repeat((8 - digits.length() % 8) % 8) + digits;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < full.length(); i += 8) {
            out.append(String.format(Locale.ROOT, "%02X", Integer.parseInt(full.substring(i, i + 8), 2)));
        }
        return out.toString();
    }

    private static String binary(String hex) {
        StringBuilder out = new StringBuilder();
        for (byte b : HEX.parseHex(hex)) {
            out.append(Integer.toBinaryString((b & 0xFF) | 0x100), 1, 9);
        }
        return out.toString();
    }

    private static byte[] unbase64(String text) {
        try {
            String standard = text.replace('-', '+').replace('_', '/');
            return Base64.getDecoder().decode(standard);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base64Decode: '" + text + "' is not base 64", e);
        }
    }

    private static String base58(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        BigInteger n = new BigInteger(1, bytes);
        BigInteger base = BigInteger.valueOf(58);
        while (n.signum() > 0) {
            BigInteger[] parts = n.divideAndRemainder(base);
            out.append(BASE58.charAt(parts[1].intValue()));
            n = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            out.append('1');
        }
        return out.reverse().toString();
    }

    private static String unbase58(String text) {
        BigInteger n = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = BASE58.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("base58Decode: '" + text + "' is not base 58");
            }
            zeros += digit == 0 && zeros == i ? 1 : 0;
            n = n.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(digit));
        }
        String hex = n.signum() == 0 ? "" : even(n.toString(16));
        return "00".repeat(zeros) + hex.toUpperCase(Locale.ROOT);
    }

    private static String base32(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        String bits = binary(HEX.formatHex(bytes));
        for (int i = 0; i < bits.length(); i += 5) {
            String five = (bits.substring(i, Math.min(bits.length(), i + 5)) + "0000").substring(0, 5);
            out.append(BASE32.charAt(Integer.parseInt(five, 2)));
        }
        while (out.length() % 8 != 0) {
            out.append('=');
        }
        return out.toString();
    }

    private static String unbase32(String text) {
        StringBuilder bits = new StringBuilder();
        for (char c : text.toCharArray()) {
            int digit = BASE32.indexOf(c);
            if (digit < 0 && c != '=') {
                throw new IllegalArgumentException("base32Decode: '" + text + "' is not base 32");
            }
            bits.append(digit < 0 ? "" : Integer.toBinaryString(digit | 32).substring(1));
        }
        bits.setLength(bits.length() / 8 * 8);
        return unbin(bits.toString());
    }

    private static String decodeXml(String text) {
        Matcher entities = ENTITY.matcher(text);
        return entities.replaceAll(m -> Matcher.quoteReplacement(entity(m.group(1), m.group())));
    }

    private static String entity(String name, String otherwise) {
        if (name.startsWith("#")) {
            boolean hex = name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
            int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(code) ? new String(Character.toChars(code)) : otherwise;
        }
        return ENTITIES.getOrDefault(name, otherwise);
    }

    private static String floatBytes(String width, String text) {
        return width.equals("8")
                ? HEX.formatHex(Bytes.of(Double.doubleToRawLongBits(Double.parseDouble(text)), 8))
                : HEX.formatHex(Bytes.of(Float.floatToRawIntBits(Float.parseFloat(text)), 4));
    }

    private static String toFloat(String width, long bits) {
        return width.equals("8")
                ? Double.toString(Double.longBitsToDouble(bits))
                : Float.toString(Float.intBitsToFloat((int) bits));
    }

    private static String littleEndian(long value) {
        int width = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 7) / 8);
        return HEX.formatHex(Bytes.of(value, width));
    }

    /** The first eight bytes, the low ones first. */
    private static long bits(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        return Bytes.u64(java.util.Arrays.copyOf(bytes, 8), 0);
    }
}
