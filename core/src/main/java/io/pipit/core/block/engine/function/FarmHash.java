package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.shiftMix;
import static io.pipit.core.block.engine.function.Bytes.u32;
import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

/** FarmHash: the fingerprint that never changes, and the hash of 64 bits. */
final class FarmHash {
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;

    private static final Long SEED = 81L; // boxed: the compiler would refuse what overflows when it knows the value

    private FarmHash() {}

    static long fingerprint(byte[] s) {
        int n = s.length;
        if (n <= 16) {
            return upTo16(s, n);
        } else if (n <= 32) {
            return upTo32(s, n);
        }
        return n <= 64 ? upTo64(s, n) : more(s, n, SEED);
    }

    static long hash(byte[] s) {
        int n = s.length;
        if (n <= 32) {
            return fingerprint(s);
        } else if (n <= 64) {
            long mul1 = K2 - 30 + 2L * n;
            long h0 = piece(s, 0, K2 - 30, 0, 0);
            long h1 = piece(s, n - 32, mul1, 0, 0);
            return (h1 * mul1 + h0) * mul1;
        } else if (n <= 96) {
            long mul1 = K2 - 114 + 2L * n;
            long h0 = piece(s, 0, K2 - 114, 0, 0);
            long h1 = piece(s, 32, mul1, 0, 0);
            long h2 = piece(s, n - 32, mul1, h0, h1);
            return (h2 * 9 + (h0 >>> 17) + (h1 >>> 21)) * mul1;
        }
        if (n >= 512) { // this hash depends on the processor from here on
            throw new IllegalArgumentException("farmHash64 of a text of " + n + " bytes: fewer than 512 are expected");
        }
        return n <= 256 ? more(s, n, SEED) : FarmHashLong.hash(s);
    }

    private static long right(long x, int bits) {
        return Long.rotateRight(x, bits);
    }

    static long mix(long u, long v, long mul) {
        long a = shiftMix((u ^ v) * mul);
        long b = shiftMix((v ^ a) * mul);
        return b * mul;
    }

    private static long piece(byte[] s, int at, long mul, long seed0, long seed1) {
        long a = u64(s, at) * K1;
        long b = u64(s, at + 8);
        long c = u64(s, at + 24) * mul;
        long d = u64(s, at + 16) * K2;
        long u = right(a + b, 43) + right(c, 30) + d + seed0;
        long v = a + right(b + K2, 18) + c + seed1;
        a = shiftMix((u ^ v) * mul);
        return shiftMix((v ^ a) * mul);
    }

    private static long upTo16(byte[] s, int n) {
        long mul = K2 + 2L * n;
        if (n >= 8) {
            long a = u64(s, 0) + K2;
            long b = u64(s, n - 8);
            return mix(right(b, 37) * mul + a, (right(a, 25) + b) * mul, mul);
        } else if (n >= 4) {
            return mix(n + (u32(s, 0) << 3), u32(s, n - 4), mul);
        } else if (n > 0) {
            long y = u8(s, 0) + ((long) u8(s, n >> 1) << 8);
            long z = n + ((long) u8(s, n - 1) << 2);
            return shiftMix(y * K2 ^ z * K0) * K2;
        }
        return K2;
    }

    private static long upTo32(byte[] s, int n) {
        long mul = K2 + 2L * n;
        long a = u64(s, 0) * K1;
        long b = u64(s, 8);
        long c = u64(s, n - 8) * mul;
        long d = u64(s, n - 16) * K2;
        return mix(right(a + b, 43) + right(c, 30) + d, a + right(b + K2, 18) + c, mul);
    }

    private static long upTo64(byte[] s, int n) {
        long mul = K2 + 2L * n;
        long a = u64(s, 0) * K2;
        long b = u64(s, 8);
        long c = u64(s, n - 8) * mul;
        long d = u64(s, n - 16) * K2;
        long y = right(a + b, 43) + right(c, 30) + d;
        long z = mix(y, a + right(b + K2, 18) + c, mul);
        long e = u64(s, 16) * mul;
        long f = u64(s, 24);
        long g = (y + u64(s, n - 32)) * mul;
        long h = (z + u64(s, n - 24)) * mul;
        return mix(right(e + f, 43) + right(g, 30) + h, e + right(f + a, 18) + g, mul);
    }

    private static long more(byte[] s, int n, long seed) {
        long x = seed * K2 + u64(s, 0);
        long y = seed * K1 + 113;
        long z = shiftMix(y * K2 + 113) * K2;
        long[] v = {0, 0};
        long[] w = {0, 0};
        int end = (n - 1) / 64 * 64;
        for (int at = 0; at < end; at += 64) {
            x = right(x + y + v[0] + u64(s, at + 8), 37) * K1;
            y = right(y + v[1] + u64(s, at + 48), 42) * K1;
            x ^= w[1];
            y += v[0] + u64(s, at + 40);
            z = right(z + w[0], 33) * K1;
            v = CityHash.weak(s, at, v[1] * K1, x + w[0]);
            w = CityHash.weak(s, at + 32, z + w[1], y + u64(s, at + 16));
            long swap = z;
            z = x;
            x = swap;
        }
        long mul = K1 + ((z & 0xFF) << 1);
        int at = end + ((n - 1) & 63) - 63;
        w[0] += (n - 1) & 63;
        v[0] += w[0];
        w[0] += v[0];
        x = right(x + y + v[0] + u64(s, at + 8), 37) * mul;
        y = right(y + v[1] + u64(s, at + 48), 42) * mul;
        x ^= w[1] * 9;
        y += v[0] * 9 + u64(s, at + 40);
        z = right(z + w[0], 33) * mul;
        v = CityHash.weak(s, at, v[1] * mul, x + w[0]);
        w = CityHash.weak(s, at + 32, z + w[1], y + u64(s, at + 16));
        return mix(mix(v[0], w[0], mul) + shiftMix(y) * K0 + x, mix(v[1], w[1], mul) + z, mul);
    }
}
