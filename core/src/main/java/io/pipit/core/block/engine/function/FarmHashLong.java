package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.shiftMix;
import static io.pipit.core.block.engine.function.Bytes.u64;

/** FarmHash of more than 256 bytes. */
final class FarmHashLong {
    private static final long K2 = 0x9ae16a3b2f90404fL;

    private final byte[] s;
    private long x = 81;
    private long y = 113;
    private long z = shiftMix(113 * K2) * K2;
    private long u = x - z;
    private long v0 = 81;
    private long v1;
    private long w0;
    private long w1;

    private FarmHashLong(byte[] s) {
        this.s = s;
    }

    static long hash(byte[] s) {
        return new FarmHashLong(s).run();
    }

    private long run() {
        x *= K2;
        long mul = K2 + (u & 0x82);
        int n = s.length;
        int end = (n - 1) / 64 * 64;
        for (int at = 0; at < end; at += 64) {
            step(at, mul);
        }
        int at = end + ((n - 1) & 63) - 63;
        u *= 9;
        v1 = right(v1, 28);
        v0 = right(v0, 20);
        w0 += (n - 1) & 63;
        u += y;
        y += u;
        x = right(y - x + v0 + u64(s, at + 8), 37) * mul;
        y = right(y ^ v1 ^ u64(s, at + 48), 42) * mul;
        x ^= w1 * 9;
        y += v0 + u64(s, at + 40);
        z = right(z + w0, 33) * mul;
        long[] v = CityHash.weak(s, at, v1 * mul, x + w0);
        long[] w = CityHash.weak(s, at + 32, z + w1, y + u64(s, at + 16));
        return mix(FarmHash.mix(v[0] + x, w[0] ^ y, mul) + z - u, mix(v[1] + y, w[1] + z, 30) ^ x, 31);
    }

    private void step(int at, long mul) {
        final long a0 = u64(s, at);
        final long a1 = u64(s, at + 8);
        final long a2 = u64(s, at + 16);
        final long a3 = u64(s, at + 24);
        final long a4 = u64(s, at + 32);
        final long a5 = u64(s, at + 40);
        final long a6 = u64(s, at + 48);
        final long a7 = u64(s, at + 56);
        x = right(x + a0 + a1, 26) * 9;
        y = right(y + a2, 29);
        z = (z + a3) * mul;
        v0 = right(v0 + a4, 33);
        v1 = right(v1 + a5 + a1, 30);
        w0 = ((w0 + a6) ^ x) * 9;
        w1 += a7;
        z = right(z, 32) + w1;
        w1 += z;
        z *= 9;
        long swap = u;
        u = y;
        y = swap;
        z += a0 + a6;
        v0 += a2;
        v1 += a3;
        w0 += a4;
        w1 += a5 + a6;
        x += a1;
        y += a7;
        y += v0;
        v0 += x - y;
        v1 += w0;
        w0 += v1;
        w1 += x - y;
        x += w1;
        w1 = right(w1, 34);
        swap = u;
        u = z;
        z = swap;
    }

    private static long right(long x, int bits) {
        return Long.rotateRight(x, bits);
    }

    private static long mix(long x, long y, int bits) {
        long a = shiftMix((x ^ y) * K2);
        return right((y ^ a) * K2, bits) * K2;
    }
}
