package io.pipit.intake.guard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A set of ids, each by 16 bytes of a digest: so many that two ids are never taken for one, and no more. Not thread-safe. */
final class IdSet {
    private static final int FIRST_SLOTS = 64;

    /** Digests; not thread-safe. */
    static final class Digest {
        private final MessageDigest md5 = md5();
        private long high;
        private long low;

        void of(String id) {
            ByteBuffer bytes = ByteBuffer.wrap(md5.digest(id.getBytes(StandardCharsets.UTF_8)));
            high = bytes.getLong();
            low = bytes.getLong();
            if (high == 0 && low == 0) {
                low = 1; // both 0 is a free slot
            }
        }

        private static MessageDigest md5() {
            try {
                return MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }
    }

    private long[] slots = new long[2 * FIRST_SLOTS];
    private int size;

    int size() {
        return size;
    }

    void add(Digest id) {
        if (size * 2 >= slots.length / 2) {
            grow();
        }
        size += put(slots, id.high, id.low) ? 1 : 0;
    }

    boolean contains(Digest id) {
        int at = slot(slots, id.high, id.low);
        return slots[at] != 0 || slots[at + 1] != 0;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0 || slots[i + 1] != 0) {
                put(larger, slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] into, long high, long low) {
        int at = slot(into, high, low);
        boolean free = into[at] == 0 && into[at + 1] == 0;
        into[at] = high;
        into[at + 1] = low;
        return free;
    }

    /** Where it is, or would be. */
    private static int slot(long[] in, long high, long low) {
        int count = in.length / 2;
        int at = (int) (high & (count - 1));
        while ((in[2 * at] != 0 || in[2 * at + 1] != 0) && (in[2 * at] != high || in[2 * at + 1] != low)) {
            at = (at + 1) & (count - 1);
        }
        return 2 * at;
    }
}
