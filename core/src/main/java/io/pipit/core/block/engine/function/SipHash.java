package io.pipit.core.block.engine.function;

import static io.pipit.core.block.engine.function.Bytes.u64;
import static io.pipit.core.block.engine.function.Bytes.u8;

/** SipHash-2-4 with a key of zeros. */
final class SipHash {
    private long v0 = 0x736f6d6570736575L;
    private long v1 = 0x646f72616e646f6dL;
    private long v2 = 0x6c7967656e657261L;
    private long v3 = 0x7465646279746573L;

    private SipHash(byte[] s) {
        int n = s.length;
        int end = n & ~7;
        for (int at = 0; at < end; at += 8) {
            word(u64(s, at));
        }
        long last = (long) n << 56;
        for (int i = end; i < n; i++) {
            last |= (long) u8(s, i) << (8 * (i - end));
        }
        word(last);
        v2 ^= 0xFF;
        for (int i = 0; i < 4; i++) {
            round();
        }
    }

    static long hash(byte[] s) {
        SipHash h = new SipHash(s);
        return h.v0 ^ h.v1 ^ h.v2 ^ h.v3;
    }

    /** The 16 bytes of the wide form. */
    static byte[] wide(byte[] s) {
        SipHash h = new SipHash(s);
        return Bytes.of(h.v0 ^ h.v1, h.v2 ^ h.v3);
    }

    private void word(long m) {
        v3 ^= m;
        round();
        round();
        v0 ^= m;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
