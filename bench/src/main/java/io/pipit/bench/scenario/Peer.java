package io.pipit.bench.scenario;

import io.pipit.bench.Say;
import io.pipit.bench.result.Row;
import java.util.List;
import java.util.function.Supplier;

/** What holds for all peers: one that fails costs its own numbers, not those of the others. */
final class Peer {
    private Peer() {}

    static List<Row> attempt(String subject, Say say, Supplier<List<Row>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            say.line(subject + " failed: " + e.getMessage());
            return List.of(Row.of(subject, "failed").noted("not measured: " + reason));
        }
    }
}
