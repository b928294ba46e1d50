package io.pipit.speed.materialize;

import io.pipit.core.log.Attempt;
import java.util.concurrent.CompletableFuture;

/** Where is written what is about to run. */
interface AttemptOutput {
    /** A name of this life of this process. */
    String owner();

    /** Writes an attempt at a partition; completes when it survives the process. */
    CompletableFuture<Void> write(int partition, Attempt attempt);
}
