package io.pipit.intake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Answers of keyed requests, the newest ones. A repeated request gets the answer of the first one, also while that is still
 * on its way. Thread-safe.
 *
 * <p>This is a shortcut only: a key that is forgotten here leads to the same blocks again, which all consumers of the log
 * drop within their own window.
 */
final class RememberedKeys {
    private record Key(String dataSource, String key) {}

    private record Answer(long bodyHash, CompletableFuture<Receipt> receipt) {}

    private final Map<Key, Answer> answers;

    RememberedKeys(int most) {
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Answer> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * The answer of the first request with this key, or that of an action when this is the first one. A failure is
     * forgotten, so that the request can be repeated.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when the key came with another body before
     */
    CompletableFuture<Receipt> once(
            String dataSource, String key, long bodyHash, Supplier<CompletableFuture<Receipt>> action) {
        Key name = new Key(dataSource, key);
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        synchronized (answers) {
            Answer known = answers.get(name);
            if (known != null && known.bodyHash() != bodyHash) {
                throw new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "The Idempotency-Key '" + key + "' was used for another body of '" + dataSource
                                + "'; nothing was stored. Use a new key for each new request.");
            } else if (known != null) {
                return known.receipt();
            }
            answers.put(name, new Answer(bodyHash, receipt));
        }
        run(action).whenComplete((done, failure) -> {
            if (failure == null) {
                receipt.complete(done);
            } else {
                forget(name, receipt);
                receipt.completeExceptionally(failure);
            }
        });
        return receipt;
    }

    private static CompletableFuture<Receipt> run(Supplier<CompletableFuture<Receipt>> action) {
        try {
            return action.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void forget(Key name, CompletableFuture<Receipt> receipt) {
        synchronized (answers) {
            Answer known = answers.get(name);
            if (known != null && known.receipt() == receipt) {
                answers.remove(name);
            }
        }
    }
}
