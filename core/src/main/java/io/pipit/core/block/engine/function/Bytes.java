package io.pipit.core.block.engine.function;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers out of little-endian bytes, and mixing steps that several hashes share. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static long u64(byte[] b, int at) {
        return (long) LONGS.get(b, at);
    }

    static int i32(byte[] b, int at) {
        return (int) INTS.get(b, at);
    }

    static long u32(byte[] b, int at) {
        return i32(b, at) & 0xFFFF_FFFFL;
    }

    static int u8(byte[] b, int at) {
        return b[at] & 0xFF;
    }

    /** The low bytes of a number. */
    static byte[] of(long value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        return bytes;
    }

    /** Two numbers, one after the other. */
    static byte[] of(long first, long second) {
        byte[] bytes = new byte[16];
        LONGS.set(bytes, 0, first);
        LONGS.set(bytes, 8, second);
        return bytes;
    }

    static long shiftMix(long x) {
        return x ^ (x >>> 47);
    }
}
