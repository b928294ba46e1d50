package io.pipit.jobs.token;

import io.pipit.core.error.PipitException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens as they were a moment ago, for requests to be compared with; those that were known go on to count while the database is away.
 * They are found by their digests, so the time that it takes says nothing of their values. Thread-safe.
 */
public final class TokenBook {
    /** After so long a change counts in every process. */
    public static final Duration AGE = Duration.ofSeconds(1);

    private static final Duration MISSED_AGE = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(TokenBook.class);

    private final TokenStore store;
    private final LongSupplier nanos;
    private Map<String, StaticToken> known = Map.of();
    private long readAt;

    /** Over a store. */
    public TokenBook(TokenStore store) {
        this(store, System::nanoTime);
    }

    TokenBook(TokenStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.readAt = nanos.getAsLong() - AGE.toNanos();
    }

    /** The token with a value. One that is not known may have just been made. */
    public synchronized Optional<StaticToken> find(String value) {
        String digest = digest(value);
        Duration most = known.containsKey(digest) ? AGE : MISSED_AGE;
        if (nanos.getAsLong() - readAt >= most.toNanos()) {
            read();
        }
        return Optional.ofNullable(known.get(digest));
    }

    private void read() {
        readAt = nanos.getAsLong();
        try {
            Map<String, StaticToken> read = new HashMap<>();
            store.all().forEach(token -> read.put(digest(token.value()), token));
            known = read;
        } catch (PipitException e) {
            LOG.warn("Tokens count as they were: {}", e.getMessage());
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
