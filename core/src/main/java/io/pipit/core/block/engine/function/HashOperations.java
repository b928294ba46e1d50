package io.pipit.core.block.engine.function;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;

/**
 * Hashes. Those over several values take pairs of a kind and a text: {@code s} a text, {@code i4} an integer of four bytes, {@code f8} a
 * float, {@code a(i4)} a JSON array of them, {@code t(s,i4)} a JSON object or array of values that count as so many arguments.
 */
final class HashOperations {
    private HashOperations() {}

    static void register(Map<String, HashOperation> hashes, Map<String, TextOperation> texts) {
        several(hashes, "city", new HashMethod(true, CityHash::hash, CityHash::combine));
        several(hashes, "farm", new HashMethod(true, FarmHash::hash, CityHash::combine));
        several(hashes, "farmFingerprint", new HashMethod(true, FarmHash::fingerprint, CityHash::combine));
        several(hashes, "sip64", new HashMethod(false, SipHash::hash, (a, b) -> SipHash.hash(Bytes.of(a, b))));
        several(hashes, "xx64", new HashMethod(false, XxHash::hash64, CityHash::combine));
        several(hashes, "xxh3", new HashMethod(false, Xxh3::hash, CityHash::combine));
        several(hashes, "xx32", small(XxHash::hash32, HashOperations::mixed32));
        several(hashes, "murmur2_32", small(s -> MurmurHash.two32(s, 0), HashOperations::mixed32));
        several(hashes, "murmur3_32", small(MurmurHash::three32, HashOperations::mixed32));
        several(hashes, "murmur2_64", new HashMethod(false, s -> MurmurHash.two64(s, 0), HashOperations::mixed));
        several(
                hashes,
                "gccMurmur",
                new HashMethod(false, s -> MurmurHash.two64(s, 0xc70f6907L), HashOperations::mixed));
        several(hashes, "murmur3_64", new HashMethod(false, MurmurHash::three64, HashOperations::mixed));
        several(hashes, "halfMD5", new HashMethod(false, HashOperations::halfMd5, (a, b) -> halfMd5(Bytes.of(a, b))));
        hashes.put("kafkaMurmur", a -> MurmurHash.two32(bytes(a[0]), 0x9747b28c) & 0x7FFF_FFFFL);
        hashes.put("int64", a -> int64(bits(a[0])));
        hashes.put("int32", a -> int32(bits(a[0])) & 0xFFFF_FFFFL);
        hashes.put("crc32", a -> crc32(bytes(a[0])));
        hashes.put("crc32ieee", a -> crc(bytes(a[0]), 0xedb88320L, 0, 0));
        hashes.put("crc64", a -> crc(bytes(a[0]), 0xc96c5795d7870f42L, 0, 0));
        hashes.put("java", a -> a[0].hashCode() & 0xFFFF_FFFFL);
        texts.put("sip128", a -> hex(SipHash.wide(bytes(a[0]))));
        texts.put("murmur3_128", a -> hex(MurmurHash.three128(bytes(a[0]))));
        texts.put("digest", a -> hex(digest(a[0], bytes(a[1]))));
    }

    private static void several(Map<String, HashOperation> hashes, String name, HashMethod method) {
        hashes.put(name, method);
    }

    private static HashMethod small(
            java.util.function.ToIntFunction<byte[]> hash, java.util.function.LongBinaryOperator combine) {
        ToLongFunction<byte[]> wide = s -> hash.applyAsInt(s) & 0xFFFF_FFFFL;
        return new HashMethod(false, wide, (a, b) -> combine.applyAsLong(a, b) & 0xFFFF_FFFFL);
    }

    private static long mixed(long first, long second) {
        return int64(first) ^ second;
    }

    private static long mixed32(long first, long second) {
        return int32(first) ^ second;
    }

    /** The hash of an integer of up to 64 bits. */
    static long int64(long value) {
        long x = value ^ 0x4CF2D2BAAE6DA887L;
        x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccdL;
        x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return x ^ (x >>> 33);
    }

    /** The short hash of an integer. */
    static int int32(long value) {
        long x = value ^ 0x75D9543DE018BF45L;
        x = ~x + (x << 18);
        x ^= Long.rotateRight(x, 31);
        x *= 21;
        x ^= Long.rotateRight(x, 11);
        x += x << 6;
        x ^= Long.rotateRight(x, 22);
        return (int) x;
    }

    private static long halfMd5(byte[] s) {
        return Long.reverseBytes(Bytes.u64(digest("MD5", s), 0));
    }

    private static long crc32(byte[] s) {
        CRC32 crc = new CRC32();
        crc.update(s);
        return crc.getValue();
    }

    private static long crc(byte[] s, long polynomial, long start, long end) {
        long crc = start;
        for (byte b : s) {
            crc ^= b & 0xFF;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
            }
        }
        return crc ^ end;
    }

    private static long bits(String text) {
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(String algorithm, byte[] s) {
        try {
            return MessageDigest.getInstance(algorithm).digest(s);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("There is no digest " + algorithm, e);
        }
    }

    private static String hex(byte[] s) {
        return HexFormat.of().withUpperCase().formatHex(s);
    }
}
