package io.pipit.core.block.engine.function;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/** How alike texts are by the parts of four bytes that they share, counted under hashes of 16 bits as the dialect does. */
final class NgramDistance implements TextOperation {
    private static final int LENGTH = 4;
    private static final int HASHES = 1 << 16;
    /** Longer texts are as far from all others as can be. */
    private static final int LONGEST = 1 << 15;

    private final boolean one;
    /** How often each hash is wanted; zero between two rows. */
    private final short[] counts;

    /**
     * @param one whether only the parts of the second text count
     */
    private NgramDistance(boolean one, short[] counts) {
        this.one = one;
        this.counts = counts;
    }

    static void register(Map<String, TextOperation> texts) {
        texts.put("ngramDistance", new NgramDistance(false, new short[0]));
        texts.put("ngramSearch", new NgramDistance(true, new short[0]));
    }

    /** The counts take 128 KB, which are shared by the rows of a block. */
    @Override
    public TextOperation forBlock() {
        return new NgramDistance(one, new short[HASHES]);
    }

    @Override
    public String apply(String[] texts) {
        float distance = distance(texts[0], texts[1]);
        return Float.toString(one ? 1 - distance : distance);
    }

    /** From 0 to 1. */
    private float distance(String text, String part) {
        byte[] needle = part.getBytes(StandardCharsets.UTF_8);
        byte[] haystack = text.getBytes(StandardCharsets.UTF_8);
        if (haystack.length > LONGEST || needle.length > LONGEST) {
            return 1;
        }
        int wanted = Math.max(0, needle.length - LENGTH + 1);
        int found = Math.max(0, haystack.length - LENGTH + 1);
        int[] hashes = new int[wanted + found];
        for (int i = 0; i < wanted; i++) {
            hashes[i] = hash(needle, i);
            counts[hashes[i]]++;
        }
        int apart = wanted;
        for (int i = 0; i < found; i++) {
            hashes[wanted + i] = hash(haystack, i);
            boolean shared = counts[hashes[wanted + i]]-- > 0;
            apart += shared ? -1 : one ? 0 : 1;
        }
        for (int hash : hashes) {
            counts[hash] = 0;
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
