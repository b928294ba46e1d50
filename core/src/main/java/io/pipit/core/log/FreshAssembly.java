package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import io.pipit.core.log.FreshCodec.PartHeader;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the parts of records of one fresh partition. An attempt whose parts do not all arrive in order is void: its writer
 * died, or reading started in its middle; another attempt covers the same blocks.
 */
final class FreshAssembly {
    private final Map<String, Attempt> open = new HashMap<>();
    private final Map<LogPartition, Long> completeTo = new HashMap<>();

    private static final class Attempt {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        final LogPartition partition;
        final long to;
        int nextPart;

        Attempt(PartHeader header) {
            this.partition = header.partition();
            this.to = header.to();
        }
    }

    /** The record that this part completes, if it does. */
    Optional<FreshRecord> add(PartHeader header, byte[] piece) {
        if (header.parts() == 1) {
            return complete(header, piece);
        }
        Attempt attempt = header.part() == 0
                ? open.computeIfAbsent(header.attempt(), a -> new Attempt(header))
                : open.get(header.attempt());
        if (attempt == null || attempt.nextPart != header.part()) {
            open.remove(header.attempt());
            return Optional.empty();
        }
        attempt.body.writeBytes(piece);
        attempt.nextPart++;
        if (attempt.nextPart < header.parts()) {
            return Optional.empty();
        }
        open.remove(header.attempt());
        return complete(header, attempt.body.toByteArray());
    }

    /** Attempts that could only repeat what is complete are forgotten, so that the dead do not gather. */
    private Optional<FreshRecord> complete(PartHeader header, byte[] body) {
        long to = completeTo.merge(header.partition(), header.to(), Math::max);
        open.values().removeIf(a -> a.partition.equals(header.partition()) && a.to <= to);
        return Optional.of(FreshCodec.decodeBody(header, body));
    }

    int openAttempts() {
        return open.size();
    }
}
