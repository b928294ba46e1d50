package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.i32;
import static io.pipit.core.block.engine.function.Bytes.u32;
import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

import java.util.HexFormat;

/** XXH3 of 64 bits, seed 0. */
final class Xxh3 {
    private static final byte[] SECRET = HexFormat.of()
            .parseHex("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
                    + "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8"
                    + "fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb17"
                    + "0ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");
    private static final long P32_1 = 0x9E3779B1L;
    private static final long P32_2 = 0x85EBCA77L;
    private static final long P32_3 = 0xC2B2AE3DL;
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private Xxh3() {}

    static long hash(byte[] s) {
        int n = s.length;
        if (n <= 16) {
            return upTo16(s, n);
        } else if (n <= 128) {
            return upTo128(s, n);
        }
        return n <= 240 ? upTo240(s, n) : more(s, n);
    }

    private static long upTo16(byte[] s, int n) {
        if (n > 8) {
            long lo = u64(s, 0) ^ (u64(SECRET, 24) ^ u64(SECRET, 32));
            long hi = u64(s, n - 8) ^ (u64(SECRET, 40) ^ u64(SECRET, 48));
            return avalanche(n + Long.reverseBytes(lo) + hi + fold(lo, hi));
        } else if (n >= 4) {
            long x = (u32(s, n - 4) + ((long) i32(s, 0) << 32)) ^ (u64(SECRET, 8) ^ u64(SECRET, 16));
            x ^= Long.rotateLeft(x, 49) ^ Long.rotateLeft(x, 24);
            x *= 0x9FB21C651E98DF25L;
            x ^= (x >>> 35) + n;
            x *= 0x9FB21C651E98DF25L;
            return x ^ (x >>> 28);
        } else if (n > 0) {
            long x = ((long) u8(s, 0) << 16) | ((long) u8(s, n >> 1) << 24) | u8(s, n - 1) | ((long) n << 8);
            return XxHash.avalanche(x ^ (u32(SECRET, 0) ^ u32(SECRET, 4)));
        }
        return XxHash.avalanche(u64(SECRET, 56) ^ u64(SECRET, 64));
    }

    private static long upTo128(byte[] s, int n) {
        long h = n * P1;
        for (int i = (n - 1) / 32; i >= 0; i--) {
            h += mix16(s, 16 * i, 32 * i) + mix16(s, n - 16 * (i + 1), 32 * i + 16);
        }
        return avalanche(h);
    }

    private static long upTo240(byte[] s, int n) {
        long h = n * P1;
        for (int i = 0; i < 8; i++) {
            h += mix16(s, 16 * i, 16 * i);
        }
        h = avalanche(h);
        for (int i = 8; i < n / 16; i++) {
            h += mix16(s, 16 * i, 16 * (i - 8) + 3);
        }
        return avalanche(h + mix16(s, n - 16, 136 - 17));
    }

    private static long more(byte[] s, int n) {
        long[] acc = {P32_3, P1, P2, P3, P4, P32_2, P5, P32_1};
        int block = 1024;
        int blocks = (n - 1) / block;
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < 16; i++) {
                stripe(acc, s, b * block + 64 * i, 8 * i);
            }
            for (int i = 0; i < 8; i++) {
                acc[i] = (acc[i] ^ (acc[i] >>> 47) ^ u64(SECRET, 128 + 8 * i)) * P32_1;
            }
        }
        int stripes = (n - 1 - block * blocks) / 64;
        for (int i = 0; i < stripes; i++) {
            stripe(acc, s, blocks * block + 64 * i, 8 * i);
        }
        stripe(acc, s, n - 64, 192 - 64 - 7);
        long h = n * P1;
        for (int i = 0; i < 4; i++) {
            h += fold(acc[2 * i] ^ u64(SECRET, 11 + 16 * i), acc[2 * i + 1] ^ u64(SECRET, 19 + 16 * i));
        }
        return avalanche(h);
    }

    private static void stripe(long[] acc, byte[] s, int at, int secret) {
        for (int i = 0; i < 8; i++) {
            long value = u64(s, at + 8 * i);
            long key = value ^ u64(SECRET, secret + 8 * i);
            acc[i ^ 1] += value;
            acc[i] += (key & 0xFFFF_FFFFL) * (key >>> 32);
        }
    }

    private static long mix16(byte[] s, int at, int secret) {
        return fold(u64(s, at) ^ u64(SECRET, secret), u64(s, at + 8) ^ u64(SECRET, secret + 8));
    }

    /** Both halves of the product of two unsigned numbers, as one. */
    private static long fold(long a, long b) {
        long high = Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
        return (a * b) ^ high;
    }

    private static long avalanche(long x) {
        long h = (x ^ (x >>> 37)) * 0x165667919E3779F9L;
        return h ^ (h >>> 32);
    }
}
