package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.i32;
import static io.pipit.core.block.engine.function.Bytes.u32;
import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

/** xxHash of 32 and 64 bits, seed 0. */
final class XxHash {
    private static final int A1 = 0x9E3779B1;
    private static final int A2 = 0x85EBCA77;
    private static final int A3 = 0xC2B2AE3D;
    private static final int A4 = 0x27D4EB2F;
    private static final int A5 = 0x165667B1;
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private XxHash() {}

    static int hash32(byte[] s) {
        int n = s.length;
        int at = 0;
        int h;
        if (n >= 16) {
            int[] v = {0x24234428, A2, 0, -A1}; // the first is A1 + A2
            for (; at + 16 <= n; at += 16) {
                for (int i = 0; i < 4; i++) {
                    v[i] = Integer.rotateLeft(v[i] + i32(s, at + 4 * i) * A2, 13) * A1;
                }
            }
            h = Integer.rotateLeft(v[0], 1)
                    + Integer.rotateLeft(v[1], 7)
                    + Integer.rotateLeft(v[2], 12)
                    + Integer.rotateLeft(v[3], 18);
        } else {
            h = A5;
        }
        h += n;
        for (; at + 4 <= n; at += 4) {
            h = Integer.rotateLeft(h + i32(s, at) * A3, 17) * A4;
        }
        for (; at < n; at++) {
            h = Integer.rotateLeft(h + u8(s, at) * A5, 11) * A1;
        }
        h = (h ^ (h >>> 15)) * A2;
        h = (h ^ (h >>> 13)) * A3;
        return h ^ (h >>> 16);
    }

    static long hash64(byte[] s) {
        int n = s.length;
        int at = 0;
        long h;
        if (n >= 32) {
            long[] v = {0x60EA27EEADC0B5D6L, P2, 0, -P1}; // the first is P1 + P2
            for (; at + 32 <= n; at += 32) {
                for (int i = 0; i < 4; i++) {
                    v[i] = round(v[i], u64(s, at + 8 * i));
                }
            }
            h = Long.rotateLeft(v[0], 1)
                    + Long.rotateLeft(v[1], 7)
                    + Long.rotateLeft(v[2], 12)
                    + Long.rotateLeft(v[3], 18);
            for (long lane : v) {
                h = (h ^ round(0, lane)) * P1 + P4;
            }
        } else {
            h = P5;
        }
        h += n;
        for (; at + 8 <= n; at += 8) {
            h = Long.rotateLeft(h ^ round(0, u64(s, at)), 27) * P1 + P4;
        }
        if (at + 4 <= n) {
            h = Long.rotateLeft(h ^ u32(s, at) * P1, 23) * P2 + P3;
            at += 4;
        }
        for (; at < n; at++) {
            h = Long.rotateLeft(h ^ u8(s, at) * P5, 11) * P1;
        }
        return avalanche(h);
    }

    static long avalanche(long x) {
        long h = (x ^ (x >>> 33)) * P2;
        h = (h ^ (h >>> 29)) * P3;
        return h ^ (h >>> 32);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }
}
