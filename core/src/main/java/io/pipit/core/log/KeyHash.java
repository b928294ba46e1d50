package io.pipit.core.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 64-bit hashes of idempotency keys and sources. They are stored in coverage: the function must never change. */
final class KeyHash {
    private KeyHash() {}

    static long of(String key, int part) {
        return first64(key + '\0' + part);
    }

    /** The partition of a key, the same in every process. */
    static int partition(String key, int partitions) {
        return (int) Long.remainderUnsigned(first64(key), partitions);
    }

    static long first64(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
