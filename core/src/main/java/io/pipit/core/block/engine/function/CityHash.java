package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.shiftMix;
import static io.pipit.core.block.engine.function.Bytes.u32;
import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

/** CityHash64 in its version 1.0.2, which the dialect uses; later versions differ. */
final class CityHash {
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MUL = 0x9ddfea08eb382d69L;

    private CityHash() {}

    static long hash(byte[] s) {
        int n = s.length;
        if (n <= 16) {
            return upTo16(s, n);
        } else if (n <= 32) {
            return upTo32(s, n);
        }
        return n <= 64 ? upTo64(s, n) : more(s, n);
    }

    /** Two hashes as one. */
    static long combine(long low, long high) {
        long a = (low ^ high) * MUL;
        a ^= a >>> 47;
        long b = (high ^ a) * MUL;
        b ^= b >>> 47;
        return b * MUL;
    }

    private static long right(long x, int bits) {
        return Long.rotateRight(x, bits);
    }

    private static long upTo16(byte[] s, int n) {
        if (n > 8) {
            long a = u64(s, 0);
            long b = u64(s, n - 8);
            return combine(a, right(b + n, n)) ^ b;
        } else if (n >= 4) {
            return combine(n + (u32(s, 0) << 3), u32(s, n - 4));
        } else if (n > 0) {
            long y = u8(s, 0) + ((long) u8(s, n >> 1) << 8);
            long z = n + ((long) u8(s, n - 1) << 2);
            return shiftMix(y * K2 ^ z * K3) * K2;
        }
        return K2;
    }

    private static long upTo32(byte[] s, int n) {
        long a = u64(s, 0) * K1;
        long b = u64(s, 8);
        long c = u64(s, n - 8) * K2;
        long d = u64(s, n - 16) * K0;
        return combine(right(a - b, 43) + right(c, 30) + d, a + right(b ^ K3, 20) - c + n);
    }

    private static long upTo64(byte[] s, int n) {
        long z = u64(s, 24);
        long a = u64(s, 0) + (n + u64(s, n - 16)) * K0;
        long b = right(a + z, 52);
        long c = right(a, 37);
        a += u64(s, 8);
        c += right(a, 7);
        a += u64(s, 16);
        final long vf = a + z;
        final long vs = b + right(a, 31) + c;
        a = u64(s, 16) + u64(s, n - 32);
        z = u64(s, n - 8);
        b = right(a + z, 52);
        c = right(a, 37);
        a += u64(s, n - 24);
        c += right(a, 7);
        a += u64(s, n - 16);
        long wf = a + z;
        long ws = b + right(a, 31) + c;
        long r = shiftMix((vf + ws) * K2 + (wf + vs) * K0);
        return shiftMix(r * K0 + vs) * K2;
    }

    private static long more(byte[] s, int n) {
        long x = u64(s, 0);
        long y = u64(s, n - 16) ^ K1;
        long z = u64(s, n - 56) ^ K0;
        long[] v = weak(s, n - 64, n, y);
        long[] w = weak(s, n - 32, n * K1, K0);
        z += shiftMix(v[1]) * K1;
        x = right(z + x, 39) * K1;
        y = right(y, 33) * K1;
        int end = (n - 1) & ~63;
        for (int at = 0; at < end; at += 64) {
            x = right(x + y + v[0] + u64(s, at + 16), 37) * K1;
            y = right(y + v[1] + u64(s, at + 48), 42) * K1;
            x ^= w[1];
            y ^= v[0];
            z = right(z ^ w[0], 33);
            v = weak(s, at, v[1] * K1, x + w[0]);
            w = weak(s, at + 32, z + w[1], y);
            long swap = z;
            z = x;
            x = swap;
        }
        return combine(combine(v[0], w[0]) + shiftMix(y) * K1 + z, combine(v[1], w[1]) + x);
    }

    static long[] weak(byte[] s, int at, long first, long second) {
        long a = first + u64(s, at);
        long z = u64(s, at + 24);
        long b = right(second + a + z, 21);
        long c = a;
        a += u64(s, at + 8);
        a += u64(s, at + 16);
        b += right(a, 44);
        return new long[] {a + z, b + c};
    }
}
