package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.i32;
import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

/** MurmurHash 2 and 3. */
final class MurmurHash {
    private static final int M32 = 0x5bd1e995;
    private static final long M64 = 0xc6a4a7935bd1e995L;
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private MurmurHash() {}

    static int two32(byte[] s, int seed) {
        int n = s.length;
        int h = seed ^ n;
        int at = 0;
        for (; at + 4 <= n; at += 4) {
            int k = i32(s, at) * M32;
            h = h * M32 ^ (k ^ (k >>> 24)) * M32;
        }
        if (at < n) {
            for (int i = n - 1; i >= at; i--) {
                h ^= u8(s, i) << (8 * (i - at));
            }
            h *= M32;
        }
        h = (h ^ (h >>> 13)) * M32;
        return h ^ (h >>> 15);
    }

    static long two64(byte[] s, long seed) {
        int n = s.length;
        long h = seed ^ (n * M64);
        int at = 0;
        for (; at + 8 <= n; at += 8) {
            long k = u64(s, at) * M64;
            h = (h ^ (k ^ (k >>> 47)) * M64) * M64;
        }
        if (at < n) {
            for (int i = at; i < n; i++) {
                h ^= (long) u8(s, i) << (8 * (i - at));
            }
            h *= M64;
        }
        h = (h ^ (h >>> 47)) * M64;
        return h ^ (h >>> 47);
    }

    static int three32(byte[] s) {
        int n = s.length;
        int h = 0;
        int at = 0;
        for (; at + 4 <= n; at += 4) {
            h = Integer.rotateLeft(h ^ scrambled(i32(s, at)), 13) * 5 + 0xe6546b64;
        }
        int k = 0;
        for (int i = n - 1; i >= at; i--) {
            k = k << 8 | u8(s, i);
        }
        h ^= scrambled(k) ^ n;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    private static int scrambled(int k) {
        return Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
    }

    static long three64(byte[] s) {
        byte[] wide = three128(s);
        return u64(wide, 0) ^ u64(wide, 8);
    }

    static byte[] three128(byte[] s) {
        int n = s.length;
        long h1 = 0;
        long h2 = 0;
        int at = 0;
        for (; at + 16 <= n; at += 16) {
            h1 ^= first(u64(s, at));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= second(u64(s, at + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        long k1 = 0;
        long k2 = 0;
        for (int i = at; i < n; i++) {
            int shift = 8 * (i - at);
            if (shift < 64) {
                k1 |= (long) u8(s, i) << shift;
            } else {
                k2 |= (long) u8(s, i) << (shift - 64);
            }
        }
        h2 ^= second(k2) ^ n;
        h1 ^= first(k1) ^ n;
        h1 += h2;
        h2 += h1;
        h1 = last(h1);
        h2 = last(h2);
        h1 += h2;
        return Bytes.of(h1, h2 + h1);
    }

    private static long first(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long second(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long last(long k) {
        long h = (k ^ (k >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
