package io.pipit.speed.materialize;

import io.pipit.core.log.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Attempts as a broker would hold them after the death of the process. */
final class MemoryAttempts implements AttemptOutput {
    private final Map<Integer, Attempt> last = new HashMap<>();
    private final List<Attempt> all = new ArrayList<>();
    private String owner = "life 0";
    private int lives;

    /** Another process starts. */
    void reborn() {
        owner = "life " + ++lives;
    }

    Attempt last(int partition) {
        return last.getOrDefault(partition, Attempt.NONE);
    }

    /** All blocks of which an attempt was written. */
    Set<Attempt.BlockKey> tried() {
        Set<Attempt.BlockKey> tried = new HashSet<>();
        all.forEach(a -> tried.addAll(a.running()));
        return tried;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public CompletableFuture<Void> write(int partition, Attempt attempt) {
        last.put(partition, attempt);
        all.add(attempt);
        return CompletableFuture.completedFuture(null);
    }
}
