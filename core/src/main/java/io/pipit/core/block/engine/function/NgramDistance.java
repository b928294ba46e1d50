package io.pipit.core.block.engine.function;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/** How alike texts are by the parts of four bytes that they share, counted under hashes of 16 bits as the dialect does. */
final class NgramDistance {
    private static final int LENGTH = 4;
    private static final int HASHES = 1 << 16;
    /** Longer texts are as far from all others as can be. */
    private static final int LONGEST = 1 << 15;

    private NgramDistance() {}

    static void register(Map<String, TextOperation> texts) {
        texts.put("ngramDistance", a -> Float.toString(distance(a[0], a[1], false)));
        texts.put("ngramSearch", a -> Float.toString(1 - distance(a[0], a[1], true)));
    }

    /** From 0 to 1; {@code one} counts only the parts of the second text. */
    private static float distance(String text, String part, boolean one) {
        byte[] needle = part.getBytes(StandardCharsets.UTF_8);
        byte[] haystack = text.getBytes(StandardCharsets.UTF_8);
        if (haystack.length > LONGEST || needle.length > LONGEST) {
            return 1;
        }
        short[] counts = new short[HASHES];
        int wanted = Math.max(0, needle.length - LENGTH + 1);
        int found = Math.max(0, haystack.length - LENGTH + 1);
        for (int i = 0; i < wanted; i++) {
            counts[hash(needle, i)]++;
        }
        int apart = wanted;
        for (int i = 0; i < found; i++) {
            boolean shared = counts[hash(haystack, i)]-- > 0;
            apart += shared ? -1 : one ? 0 : 1;
        }
        return apart / (float) Math.max(1, one ? wanted : wanted + found);
    }

    private static int hash(byte[] text, int at) {
        ByteBuffer gram = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        gram.put(text, at, LENGTH);
        CRC32C crc = new CRC32C();
        crc.update(gram.array());
        return (int) (~crc.getValue() & (HASHES - 1));
    }
}
